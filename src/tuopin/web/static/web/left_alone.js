// When a session has run out, what it showed goes from the screen too, whether the server can be reached or not: a page
// left open on a shared computer is read by whoever comes next. Every page of ours in this browser counts as use, and so
// does typing: the server is told of it now and then, so that nobody's session ends in the middle of a long text.
(() => {
  const { idle, left } = document.body.dataset; // seconds
  const over = document.getElementById("over");
  if (!over || !idle || !left) return;
  const end = Date.now() + left * 1000;
  let here = 0;
  let typed = 0;
  let told = 0;
  const use = () => {
    here = Date.now();
    try { localStorage.setItem("used", here); } catch { /* kept by this page alone */ }
  };
  const used = () => {
    try { return Math.max(here, Number(localStorage.getItem("used")) || 0); } catch { return here; }
  };
  const tell = () => {
    told = Date.now();
    fetch(over.dataset.alive, { credentials: "same-origin" }).then((answer) => { if (answer.ok && !answer.redirected) use(); }, () => {});
  };
  const look = () => {
    if (Date.now() < end && Date.now() < used() + idle * 1000) {
      if (typed > told && Date.now() > Math.max(told, used()) + 300_000) tell();
      return;
    }
    clearInterval(clock);
    document.title = over.dataset.title;
    document.body.replaceChildren(over.content);
  };
  const clock = setInterval(look, 15_000);
  use();
  document.addEventListener("htmx:afterRequest", use);
  document.addEventListener("input", () => { typed = Date.now(); });
  document.addEventListener("visibilitychange", look);
})();
