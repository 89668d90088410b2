"""The page client: every page that any test fetches is checked for what every page owes its reader."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Final

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

_POLICY: Final = "content-security-policy"
_WAYS_AROUND: Final = frozenset({"base", "iframe", "frame", "object", "embed", "applet"})
_ADDRESSES: Final = frozenset({"href", "src", "action", "formaction", "xlink:href", "srcset", "poster"})


@dataclass(frozen=True)
class Page:
    """A fetched HTML page: its status, its soup, and its visible text with single spaces."""

    status: int
    soup: BeautifulSoup
    headers: Any

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self) -> str:
        shown = next(heading for heading in self.soup.find_all("h1") if not heading.find_parent("template"))
        return " ".join(shown.get_text(" ").split())

    def form_data(self, selector: str = "main form") -> dict[str, str]:
        """What a browser would send if nothing more were filled in: hidden fields, checked boxes, text."""
        form = self.soup.select_one(selector)
        assert form is not None, f"no form at {selector}"
        data: dict[str, str] = {}
        for field in form.select("input[name], textarea[name], select[name]"):
            kind = field.get("type")
            if field.name == "textarea":
                data[field["name"]] = field.get_text()
            elif field.name == "select":
                chosen = field.select_one("option[selected]") or field.select_one("option")
                data[field["name"]] = chosen.get("value", "") if chosen else ""
            elif kind in ("radio", "checkbox"):
                if field.has_attr("checked"):
                    data[field["name"]] = field["value"]
            elif kind not in ("submit", "button"):
                data[field["name"]] = field.get("value", "")
        return data


class PageClient:
    """A test client that follows no redirect unasked and checks each page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, url: str, *, status: int = 200, **options: Any) -> Page:
        return self._check(self.client.get(url, **options), status)

    def post(self, url: str, data: Any, *, status: int = 200, **options: Any) -> Page:
        return self._check(self.client.post(url, data=data, **options), status)

    def download(self, url: str, *, mimetype: str, status: int = 200) -> bytes:
        response = self.client.get(url)
        assert response.status_code == status
        assert response.mimetype == mimetype
        return response.data

    def _check(self, response: Any, status: int) -> Page:
        assert response.status_code == status, f"{response.status_code} {response.get_data(as_text=True)[:600]}"
        if response.status_code in (301, 302, 303):
            return Page(response.status_code, BeautifulSoup("", "html.parser"), response.headers)
        assert response.mimetype == "text/html"
        soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
        check_page(soup)
        assert "default-src 'self'" in response.headers["Content-Security-Policy"]
        return Page(response.status_code, soup, response.headers)


def check_page(soup: BeautifulSoup) -> None:
    """One h1 that the title contains, a language, unique ids, labels, alternatives, nothing inline.

    What stands in a `<template>` is no part of the page until a script puts it there. One walk over the page: every page that
    any test fetches comes here.
    """
    inert = {id(tag) for template in soup.find_all("template") for tag in (template, *template.find_all(True))}
    tags = [tag for tag in soup.find_all(True) if id(tag) not in inert]
    assert soup.html is not None
    assert soup.html.get("lang"), "no language"
    headings = [tag for tag in tags if tag.name == "h1"]
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join(headings[0].get_text(" ").split())
    assert soup.title is not None
    assert heading in " ".join(soup.title.get_text(" ").split()), f"title lacks {heading!r}"
    ids = Counter(tag["id"] for tag in tags if tag.has_attr("id"))
    repeated = [name for name, times in ids.items() if times > 1]
    assert not repeated, f"ids twice: {repeated}"
    labelled = {tag["for"] for tag in tags if tag.name == "label" and tag.has_attr("for")}
    for tag in tags:
        _check_tag(tag, ids, labelled)
    check_nothing_inline(tags)


def _check_tag(tag: Tag, ids: Collection[str], labelled: Collection[str]) -> None:
    """References that lead somewhere, a label for a field, words for a picture."""
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        if tag.has_attr(attribute):
            assert all(name in ids for name in tag[attribute].split()), f"{attribute} points nowhere: {tag[attribute]}"
    if tag.name in ("input", "select", "textarea") and tag.get("type") not in ("hidden", "submit", "button"):
        has_label = tag.get("aria-label") or tag.get("aria-labelledby") or tag.get("id") in labelled
        assert has_label or tag.find_parent("label"), f"no label: {tag}"
    elif tag.name == "img":
        assert tag.has_attr("alt"), f"no alternative: {tag}"
    elif tag.name == "svg":
        assert tag.get("aria-hidden") or tag.get("aria-labelledby") or tag.get("aria-label"), "svg without name"
    elif tag.name == "a" and str(tag.get("href", "")).startswith("#"):
        assert tag["href"][1:] in ids, f"link to nowhere: {tag['href']}"


def check_nothing_inline(tags: Iterable[Tag]) -> None:
    """What the policy of the headers would refuse: code or looks in the page, or anything from elsewhere."""
    for tag in tags:
        assert tag.name != "script" or tag.has_attr("src"), "inline script"
        assert tag.name != "style", "inline style"
        assert not tag.has_attr("style"), f"looks in the page: {tag}"
        # a policy in the page itself can only forbid more
        is_command = tag.name == "meta" and str(tag.get("http-equiv", _POLICY)).lower() != _POLICY
        assert not is_command, "a command to the browser"
        assert tag.name not in _WAYS_AROUND, "a way around the policy"
        assert not [name for name in tag.attrs if name.lower().startswith("on")], f"handler in the page: {tag}"
        for name in _ADDRESSES & tag.attrs.keys():
            target = str(tag.get(name, "")).strip().lower()
            assert not target.startswith(("javascript:", "vbscript:", "data:text")), f"code in an address: {tag}"
            if name != "href" or (tag.name == "link" and "canonical" not in tag.get("rel", [])):
                assert not target.startswith(("http:", "https:", "//")), f"from elsewhere: {tag}"
