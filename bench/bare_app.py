"""What our journey is measured against: a Flask app with nothing but a page of the same size and one durable insert.

A form of as many questions, rendered by Jinja from a list, and a POST that checks a key and writes one row, committed before
the thanks are sent. No units, campaigns, languages, proofs, limits, repeats, headers, packing. SQLite as in our set-up (WAL,
synchronous FULL, one connection a thread) or PostgreSQL, by the drivers themselves. Served by gunicorn: `bare_app:app`, with
the bytes that its two pages must have in FORM_BYTES and THANKS_BYTES.
"""

import os
import secrets
import sqlite3
import threading

from flask import Flask, request

QUESTIONS = 41
PARAGRAPHS = 27
WORDS = ("Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng")
FORM = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Phiếu khảo sát</title></head><body><h1>Phiếu khảo sát</h1>
<form method="post"><input type="hidden" name="key" value="{{ key }}">
{% for number in range(questions) %}
<fieldset class="card" id="q{{ number }}"><legend>{{ number }}. {{ text }}</legend>
{% for word in words %}
<label class="option"><input type="radio" name="q{{ number }}" value="{{ loop.revindex }}">{{ word }}</label>
{% endfor %}
</fieldset>
{% endfor %}
<button>Gửi phiếu</button></form></body></html>"""
THANKS = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Đã nhận phiếu</title></head><body><h1>Đã nhận phiếu</h1>
<p>Mã biên nhận <strong data-receipt>{{ key }}</strong></p>{% for _ in range(paragraphs) %}<p>{{ text }}</p>
{% endfor %}</body></html>"""
TABLE = "CREATE TABLE IF NOT EXISTS response (key VARCHAR(64) PRIMARY KEY, sheet VARCHAR(200) NOT NULL)"
url = os.environ["DATABASE_URL"]
app = Flask(__name__)
_mine = threading.local()
form_template, thanks_template = (app.jinja_env.from_string(source) for source in (FORM, THANKS))  # read once, as a file is


def connect():
    """The connection of this thread."""
    if not hasattr(_mine, "connection"):
        if url.startswith("sqlite"):
            _mine.connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=15, isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL"):
                _mine.connection.execute(f"PRAGMA {pragma}")
        else:
            import psycopg

            _mine.connection = psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)
    return _mine.connection


def form_with(text: str) -> str:
    """The form, with these words at every question."""
    return form_template.render(key=secrets.token_urlsafe(24), questions=QUESTIONS, words=WORDS, text=text)


def thanks_with(text: str, key: str = "x" * 32) -> str:
    """The thanks, with these words in every paragraph."""
    return thanks_template.render(key=key, paragraphs=PARAGRAPHS, text=text)


def filler(size: str, empty: str, times: int) -> str:
    """Words that make a page of `size` bytes of one that is `empty`, standing in it so many times."""
    return "lời " * round((int(os.environ[size]) - len(empty.encode())) / times / len("lời ".encode()))


form_text = filler("FORM_BYTES", form_with(""), QUESTIONS)
thanks_text = filler("THANKS_BYTES", thanks_with(""), PARAGRAPHS)


@app.get("/")
def form():
    return form_with(form_text)


@app.post("/")
def send():
    key = request.form["key"]
    sheet = "".join(request.form.get(f"q{number}", "-") for number in range(QUESTIONS))
    mark = "?" if url.startswith("sqlite") else "%s"
    connect().execute(f"INSERT INTO response VALUES ({mark}, {mark})", (key, sheet))
    return thanks_with(thanks_text, key)


def make_table() -> None:
    """Before the workers start, for they must not meet over it."""
    connect().execute(TABLE)


if __name__ == "__main__":
    make_table()
