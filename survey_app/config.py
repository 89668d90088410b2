"""Settings: each from one environment variable, with a default that is safe on an office machine."""

import datetime as dt
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from survey_app.accounts.passwords import HASH_METHOD

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHORTEST_SECRET = 32
PROJECT_FOLDER = Path(__file__).resolve().parent.parent


def load_config() -> dict[str, Any]:
    """The settings of this process, read from the environment once."""
    instance = Path(os.environ.get("INSTANCE_FOLDER", PROJECT_FOLDER / "instance"))
    port = os.environ.get("PORT", "8000")
    return {
        "INSTANCE_FOLDER": instance,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'thuoc-do.sqlite3'}",
        "SECRET_KEY": _checked_secret(os.environ.get("SECRET_KEY") or _stored_secret(instance)),
        # what posters and QR codes print; must be the address that a phone can reach
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        # answers are still accepted this long after the last day, for those who were in the middle of the form
        "GRACE_MINUTES": int(os.environ.get("GRACE_MINUTES", "60")),
        # a kiosk nobody touches for so long asks once and then clears the answers, for whoever left them has gone
        "KIOSK_IDLE_SECONDS": int(os.environ.get("KIOSK_IDLE_SECONDS", "90")),
        # how many forms of one unit are taken in ten minutes; a school hall sends 500, a program that stuffs has no end
        "SENDINGS_PER_SLOT": int(os.environ.get("SENDINGS_PER_SLOT", "600")),
        # whom a respondent may ask, as the privacy page prints it: a telephone number, an e-mail address, a desk
        "CONTACT": os.environ.get("CONTACT", "").strip(),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": os.environ.get("PUBLIC_URL", "").startswith("https://"),
        # a working day after signing in a clerk signs in again; the cookie is set once, so no cached file can carry it
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=12),
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: signing out must work at the end of the day too
        "PASSWORD_METHOD": HASH_METHOD,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 400,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    }


def _stored_secret(instance: Path) -> str:
    """The secret of this installation, made once and readable by its owner only.

    It is written beside its place and then linked into it, so that no other worker, and no power cut, meets half a secret.
    """
    path = instance / "secret-key"
    if not path.exists():
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = instance / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        with suppress(FileExistsError):  # another worker was faster
            os.link(draft, path)
        draft.unlink()
    return path.read_text()


def _checked_secret(secret: str) -> str:
    """The secret, if it is long enough to sign with."""
    if len(secret) < SHORTEST_SECRET:
        raise SystemExit(f"SECRET_KEY quá ngắn: cần ít nhất {SHORTEST_SECRET} ký tự ngẫu nhiên, hoặc bỏ đi để máy tự tạo.")
    return secret
