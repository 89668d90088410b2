"""Somebody signed in, whatever happens: hostile forms may end the session or the account, and then it is there again."""

from collections import deque
from dataclasses import dataclass
from typing import Final

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from survey_app import clock
from survey_app.accounts import sessions
from survey_app.accounts.guard import get_limits
from survey_app.db import Database
from survey_app.models import Account
from tests.fuzzing.asking import Ask, Reply, send
from tests.fuzzing.forms import Form, distinct_forms, links_of

RAW_TOKEN: Final = "c" * 40
NOT_PRESSED: Final = ("/sign-out",)
MOST_PAGES: Final = 150


@dataclass
class Staff:
    """An account of the staff at its browser."""

    app: Flask
    username: str
    cookie: str = ""

    def send(self, ask: Ask) -> Reply:
        """Ask, and sign in anew if the last deed has ended the session."""
        reply = send(self.app, ask, cookie=self.cookie)
        if reply.status == 302 and reply.header("Location").startswith("/sign-in"):
            self.sign_in()
        return reply

    def sign_in(self) -> "Staff":
        """Open a session as signing in does, with a token for forms that never changes."""
        database: Database = self.app.extensions["database"]
        with database.writing() as session:
            account = session.scalars(select(Account).where(Account.username == self.username)).one()
            account.is_active = True
            session.flush()
            token = sessions.open_session(
                session,
                account.id,
                version=account.session_version,
                way="password",
                lifetime=get_limits().lifetime,
                now=clock.now(),
            )
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        name = self.app.config["SESSION_COOKIE_NAME"]
        self.cookie = f"{name}={serializer.dumps({'_permanent': True, 'token': token, 'csrf_token': RAW_TOKEN})}"
        return self

    def csrf_token(self) -> str:
        """What every form of this browser brings."""
        serializer = URLSafeTimedSerializer(str(self.app.secret_key), salt="wtf-csrf-token")
        token = serializer.dumps(RAW_TOKEN)
        return token if isinstance(token, str) else token.decode()

    def look_around(self, start: str, *, most: int = MOST_PAGES) -> list[Form]:
        """The forms of all pages that can be reached by links from `start`."""
        waiting, seen, pages = deque([start]), {start}, dict[str, bytes]()
        while waiting and len(pages) < most:
            path = waiting.popleft()
            before, _, query = path.partition("?")
            reply = self.send(Ask("GET", before, query))
            if reply.header("Content-Type").startswith("text/html") and reply.status == 200:
                pages[path] = reply.body
                fresh = sorted(one for one in links_of(reply.body) - seen if _is_page(one))
                seen |= set(fresh)
                waiting.extend(fresh)
        return [form for form in distinct_forms(pages) if form.path not in NOT_PRESSED]


def _is_page(path: str) -> bool:
    """A page of the staff, and not the hundredth of the same kind: a query is followed for one name only."""
    name = path.partition("?")[0]
    return name.startswith(("/unit", "/department", "/management", "/account")) and "." not in name and path.count("&") == 0
