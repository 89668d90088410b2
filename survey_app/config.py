"""Settings: each from one environment variable, with a default that is safe on an office machine."""

import datetime as dt
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from survey_app.accounts.passwords import HASH_METHOD
from survey_app.db import CONNECT_SECONDS

TIMEZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SHORTEST_SECRET, SHORTEST_TOKEN = 32, 16
PROJECT_FOLDER = Path(__file__).resolve().parent.parent


def find_call(link: Path = Path("/usr/local/bin/thuoc-do")) -> str:
    """How an operator calls our commands here: by the short name where it leads to this program, else as in a fresh clone."""
    return link.name if link.resolve() == PROJECT_FOLDER / "deploy" / "thuoc-do" else ".venv/bin/flask --app wsgi"


CALL: Final = find_call()


def load_config() -> dict[str, Any]:
    """The settings of this process, read from the environment once."""
    instance = Path(os.environ.get("INSTANCE_FOLDER", PROJECT_FOLDER / "instance"))
    port = os.environ.get("PORT", "8000")
    is_encrypted = os.environ.get("PUBLIC_URL", "").startswith("https://")
    return {
        "INSTANCE_FOLDER": instance,
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{instance / 'thuoc-do.sqlite3'}",
        # a streaming replica of it, from which published results are read; empty: they are read from the database itself
        "READ_DATABASE_URL": os.environ.get("READ_DATABASE_URL", "").strip(),
        # how long a connection to PostgreSQL may take to come about; a machine that swallows packets would take minutes
        "DATABASE_CONNECT_SECONDS": _number("DATABASE_CONNECT_SECONDS", CONNECT_SECONDS, lowest=1),
        "SECRET_KEY": _checked_secret(os.environ.get("SECRET_KEY") or _stored_secret(instance)),
        # where `backup` puts its files; better on another disk than the database
        "BACKUP_FOLDER": Path(os.environ.get("BACKUP_FOLDER") or instance / "backups"),
        # what posters and QR codes print; must be the address that a phone can reach
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        # answers are still accepted this long after the last day, for those who were in the middle of the form
        "GRACE_MINUTES": _number("GRACE_MINUTES", 60),
        # a kiosk nobody touches for so long asks once and then clears the answers, for whoever left them has gone
        "KIOSK_IDLE_SECONDS": _number("KIOSK_IDLE_SECONDS", 90, lowest=1),
        # how many forms of one unit are taken in ten minutes; a school hall sends 500, a program that stuffs has no end
        "SENDINGS_PER_SLOT": _number("SENDINGS_PER_SLOT", 600, lowest=1),
        # how many years after sealing the nightly run erases a campaign's answers by itself; 0: only `erase-campaign` does
        "ERASE_AFTER_YEARS": _number("ERASE_AFTER_YEARS", 0),
        # whom a respondent may ask, as the privacy page prints it: a telephone number, an e-mail address, a desk
        "CONTACT": os.environ.get("CONTACT", "").strip(),
        # whoever knows it reads the counts at /metrics; empty: there is no such page
        "METRICS_TOKEN": _checked_token(os.environ.get("METRICS_TOKEN", "").strip()),
        # the server through which the daily digest leaves; without a host none is sent. Checked by `survey_app.mail`
        "SMTP_HOST": os.environ.get("SMTP_HOST", "").strip(),
        "SMTP_PORT": os.environ.get("SMTP_PORT", "").strip(),
        "SMTP_SECURITY": os.environ.get("SMTP_SECURITY", "starttls").strip().lower(),
        "SMTP_USER": os.environ.get("SMTP_USER", "").strip(),
        "SMTP_PASSWORD": os.environ.get("SMTP_PASSWORD", ""),
        "MAIL_FROM": os.environ.get("MAIL_FROM", "").strip(),
        # under which everybody may use published figures; frozen into each release, for a licence is not taken back
        "OPEN_DATA_LICENCE": os.environ.get("OPEN_DATA_LICENCE", "CC BY 4.0").strip(),
        "OPEN_DATA_LICENCE_URL": os.environ.get(
            "OPEN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/deed.vi"
        ).strip(),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_encrypted,
        # the prefix makes a browser refuse the cookie from a neighbouring host name or over plain http
        "SESSION_COOKIE_NAME": "__Host-thuoc-do" if is_encrypted else "thuoc-do",
        # sent to the sign-in page alone, so it cannot have that prefix; this one at least wants https
        "DEVICE_COOKIE_NAME": "__Secure-thuoc-do-device" if is_encrypted else "thuoc-do-device",
        # a working day after signing in a clerk signs in again; the cookie is set once, so no cached file can carry it
        "PERMANENT_SESSION_LIFETIME": dt.timedelta(hours=_number("SESSION_HOURS", 12, lowest=1)),
        # a session that lies unused for so long is over; 0: it may lie as long as it lasts
        "SESSION_IDLE": dt.timedelta(minutes=_number("SESSION_IDLE_MINUTES", 240)),
        # whether accounts that run the whole department must have an authenticator app
        "REQUIRE_SECOND_FACTOR": bool(_number("REQUIRE_SECOND_FACTOR", 0)),
        "SESSION_REFRESH_EACH_REQUEST": False,
        # the department's own sign-on service; empty: accounts have passwords only
        "OIDC_ISSUER": os.environ.get("OIDC_ISSUER", "").strip(),
        "OIDC_CLIENT_ID": os.environ.get("OIDC_CLIENT_ID", "").strip(),
        "OIDC_CLIENT_SECRET": os.environ.get("OIDC_CLIENT_SECRET", ""),
        # the claim that names an account: one that nobody can change for themselves
        "OIDC_CLAIM": os.environ.get("OIDC_CLAIM", "").strip() or "sub",
        "OIDC_LABEL": os.environ.get("OIDC_LABEL", "").strip() or "Đăng nhập bằng tài khoản của Sở",
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session: signing out must work at the end of the day too
        "PASSWORD_METHOD": HASH_METHOD,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_MEMORY_SIZE": 256 * 1024,
        "MAX_FORM_PARTS": 400,
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Ho_Chi_Minh",
    }


def _number(setting: str, default: int, *, lowest: int = 0) -> int:
    """A setting that is a whole number; a typing error stops the start, for here it would open or shut a door."""
    text = os.environ.get(setting, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= 100_000:
        raise SystemExit(f"{setting} phải là một số nguyên từ {lowest}, không phải {text!r}.")
    return int(text)


def replace_stored_secret(instance: Path, secret: str) -> None:
    """Put a restored secret in the place of the one made here; for an installation that has signed nothing yet."""
    instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = instance / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, instance / "secret-key")


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


def _checked_token(token: str) -> str:
    """The token of the counts, if there is none or nobody will guess it."""
    if token and (len(token) < SHORTEST_TOKEN or not token.isascii()):
        raise SystemExit(f"METRICS_TOKEN cần ít nhất {SHORTEST_TOKEN} ký tự không dấu, hoặc bỏ trống để tắt trang số đếm.")
    return token
