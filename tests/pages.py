"""The page client: every page that any test fetches is checked for what every page owes its reader."""

from collections import Counter
from copy import copy
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


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

    What stands in a `<template>` is no part of the page until a script puts it there.
    """
    soup = copy(soup)
    for inert in soup.select("template"):
        inert.decompose()
    assert soup.html is not None
    assert soup.html.get("lang"), "no language"
    headings = soup.find_all("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join(headings[0].get_text(" ").split())
    assert soup.title is not None
    assert heading in " ".join(soup.title.get_text(" ").split()), f"title lacks {heading!r}"
    repeated = [name for name, times in Counter(tag["id"] for tag in soup.select("[id]")).items() if times > 1]
    assert not repeated, f"ids twice: {repeated}"
    ids = {tag["id"] for tag in soup.select("[id]")}
    for attribute in ("aria-labelledby", "aria-describedby", "for"):
        for tag in soup.select(f"[{attribute}]"):
            assert set(tag[attribute].split()) <= ids, f"{attribute} points nowhere: {tag[attribute]}"
    for control in soup.select("input, select, textarea"):
        if control.get("type") not in ("hidden", "submit", "button"):
            assert _is_labelled(control, soup), f"no label: {control}"
    for image in soup.select("img"):
        assert image.has_attr("alt"), f"no alternative: {image}"
    for picture in soup.select("svg"):
        assert picture.get("aria-hidden") or picture.get("aria-labelledby") or picture.get("aria-label"), "svg without name"
    check_nothing_inline(soup)
    for link in soup.select("a[href^='#']"):
        assert link["href"][1:] in ids, f"link to nowhere: {link['href']}"


def check_nothing_inline(soup: BeautifulSoup) -> None:
    """What the policy of the headers would refuse: code or looks in the page, or anything from elsewhere."""
    assert not soup.select("script:not([src])"), "inline script"
    assert not soup.select("[style], style"), "inline style"
    # a policy in the page itself can only forbid more
    commands = 'meta[http-equiv]:not([http-equiv="Content-Security-Policy" i])'
    assert not soup.select(f"base, iframe, frame, object, embed, applet, {commands}"), "a way around the policy"
    for tag in soup.find_all(True):
        assert not [name for name in tag.attrs if name.lower().startswith("on")], f"handler in the page: {tag}"
        for name in ("href", "src", "action", "formaction", "xlink:href", "srcset", "poster"):
            target = str(tag.get(name, "")).strip().lower()
            assert not target.startswith(("javascript:", "vbscript:", "data:text")), f"code in an address: {tag}"
            if name != "href" or (tag.name == "link" and "canonical" not in tag.get("rel", [])):
                assert not target.startswith(("http:", "https:", "//")), f"from elsewhere: {tag}"


def _is_labelled(control: Tag, soup: BeautifulSoup) -> bool:
    if control.get("aria-label") or control.get("aria-labelledby") or control.find_parent("label"):
        return True
    return bool(control.get("id")) and soup.select_one(f'label[for="{control["id"]}"]') is not None
