"""Nothing that a page offers is refused: each name in its forms and links is declared by the page that it leads to."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from scope import matrix
from scope.addresses import addresses, lay_out_register
from tuopin.kernel.acts import undeclared
from web import kit

pytestmark = pytest.mark.django_db


class Offers(HTMLParser):
    """The links and forms of a page: where each leads and which names it sends."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.form, self.found = url, None, []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = dict(attrs)
        if tag == "form":
            self.form = said.get("action") or said.get("hx-post") or said.get("hx-get") or self.url.partition("?")[0]
            self._leads_to(self.form, ())
        elif tag in ("input", "select", "textarea", "button") and self.form is not None and said.get("name"):
            self._leads_to(self.form, (said["name"],))
        for name in ("href", "hx-get", "hx-post", "formaction", "src"):
            if said.get(name) and tag not in ("link", "script"):
                self._leads_to(said[name], ())

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None

    def _leads_to(self, address: str, names: tuple[str, ...]) -> None:
        parts = urlsplit(urljoin(self.url, unescape(address)))
        if not parts.netloc and parts.path.startswith("/") and not parts.path.startswith("/static/"):
            self.found.append((parts.path, (*parse_qs(parts.query, keep_blank_values=True), *names)))


def test_every_form_and_link_of_every_page_sends_only_what_is_taken(register_of_a_county):
    found, client = register_of_a_county
    offered, refused = 0, []
    for name, tried in addresses(found).items():
        for method, url, _form in tried:
            if method != "GET":
                continue
            with matrix.as_it_was(client):
                response = client.get(url, follow=True)
            page = response.content.decode(errors="replace") if "html" in response.headers.get("Content-Type", "") and not response.streaming else ""
            offers = Offers(response.request["PATH_INFO"] if response.redirect_chain else url)
            offers.feed(page)
            for path, names in offers.found:
                try:
                    view = resolve(path).func
                except Resolver404:
                    refused.append(f"{name}: {path} leads nowhere")
                    continue
                offered += len(names)
                if strange := undeclared(view.takes, names):
                    refused.append(f"{name} at {url}: sends {strange} to {path}")
    assert not refused, "\n".join(sorted(set(refused)))
    assert offered > 500


@pytest.fixture
def register_of_a_county(tmp_path):
    found = lay_out_register(tmp_path)
    return found, matrix.Askers().client(kit.COUNTY, False)
