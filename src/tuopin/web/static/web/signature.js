// A box to sign in with a finger or a pen. What is drawn goes into the form's own file field as a PNG, so that the
// server knows one way only; without this file a photo of the paper is uploaded there.
(() => {
  const form = document.querySelector("form[data-signature]");
  const box = form && form.querySelector(".signature-box");
  const file = form && form.querySelector("input[type=file]");
  if (!box || !file || !window.PointerEvent || !window.DataTransfer) return;
  const canvas = box.querySelector("canvas");
  const pen = canvas.getContext("2d");
  let drawn = false;
  let last = null;

  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    drawn = false;
    file.value = "";
    file.required = true;
    file.setCustomValidity(form.dataset.signature);
  };
  const at = (event) => {
    const edge = canvas.getBoundingClientRect();
    return [(event.clientX - edge.left) * canvas.width / edge.width, (event.clientY - edge.top) * canvas.height / edge.height];
  };
  const keep = () => canvas.toBlob((blob) => {
    if (!drawn) return; // cleared while the picture was made
    const files = new DataTransfer();
    files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    file.files = files.files;
    file.setCustomValidity("");
  }, "image/png");
  file.addEventListener("change", () => file.setCustomValidity(file.files.length ? "" : form.dataset.signature));

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary) return; // a second finger, or the ball of the hand
    canvas.setPointerCapture(event.pointerId);
    last = at(event);
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const here = at(event);
    pen.strokeStyle = "#111";
    pen.lineWidth = 7;
    pen.lineCap = pen.lineJoin = "round";
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...here);
    pen.stroke();
    last = here;
    drawn = true;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(name, (event) => {
      if (!event.isPrimary) return;
      last = null;
      if (drawn) keep();
    });
  }
  box.querySelector("[data-clear]").addEventListener("click", clear);
  box.hidden = false;
  clear();
})();
