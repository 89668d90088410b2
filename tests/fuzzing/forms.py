"""What the pages of the service offer: their forms with the values a browser would send, found by reading them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask

from tests.fuzzing.asking import Ask, send

FILE = "a file is chosen here"


@dataclass(frozen=True)
class Form:
    """A form: where it goes, what a browser would send with each button, and every value that its choices know."""

    method: str
    path: str
    query: str
    fields: tuple[tuple[str, str], ...]
    known: tuple[str, ...] = ()


def read_forms(app: Flask, paths: Iterable[str], *, cookie: str = "") -> list[Form]:
    """All different forms of these pages."""
    replies = {path: send(app, Ask("GET", *_split(path)), cookie=cookie) for path in paths}
    pages = {path: reply.body for path, reply in replies.items() if reply.header("Content-Type").startswith("text/html")}
    return distinct_forms(pages)


def distinct_forms(pages: Mapping[str, bytes]) -> list[Form]:
    """One of each kind of form in these pages, by address."""
    found: dict[tuple[object, ...], Form] = {}
    for path, body in pages.items():
        for form in forms_of(body, path):
            names = tuple(name for name, _ in form.fields if name != "csrf_token")
            found.setdefault((form.method, form.path, form.query, names, _deed(form)), form)
    return list(found.values())


def forms_of(body: bytes, path: str) -> list[Form]:
    soup = BeautifulSoup(body.decode(), "html.parser")
    return [form for one in soup.select("form") for form in _by_button(one, path)]


def _by_button(form: Tag, path: str) -> Iterable[Form]:
    url = urlsplit(str(form.get("action") or path))
    method = str(form.get("method") or "get").upper()
    fields, known = _fields(form)
    buttons: list[Tag | None] = [*form.select("button[name]")] or [None]
    for button in buttons:
        more = [(str(button["name"]), str(button.get("value", "")))] if button else []
        target = urlsplit(str(button["formaction"])) if button and button.has_attr("formaction") else url
        yield Form(method, target.path or urlsplit(path).path, target.query, tuple(fields + more), tuple(known))


def _fields(form: Tag) -> tuple[list[tuple[str, str]], list[str]]:
    fields: list[tuple[str, str]] = []
    known: list[str] = []
    chosen: set[str] = set()
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind, value = str(field["name"]), field.get("type"), str(field.get("value", ""))
        if field.name == "textarea":
            fields.append((name, field.get_text()))
        elif field.name == "select":
            values = [str(option.get("value", "")) for option in field.select("option")]
            known += values
            fields.append((name, values[-1] if values else ""))
        elif kind in ("radio", "checkbox"):
            known.append(value)
            if name not in chosen:  # the first of each: a form that ticks nothing is refused before it is read
                fields.append((name, value))
            chosen.add(name)
        elif kind == "file":
            fields.append((name, FILE))
        elif kind not in ("submit", "button"):
            fields.append((name, value))
    return fields, known


def links_of(body: bytes) -> set[str]:
    """Addresses of this site to which a page leads."""
    return {
        found.decode().replace("&amp;", "&").partition("#")[0]
        for found in re.findall(rb'href="(/[^"/][^"]*)"', body)
        if not found.startswith(b"/static/")
    }


def _deed(form: Form) -> str:
    return form.fields[-1][1] if form.fields and form.fields[-1][0] in ("deed", "action", "do") else ""


def _split(path: str) -> tuple[str, str]:
    url = urlsplit(path)
    return url.path, url.query
