"""What every reply owes, whatever was asked."""

from typing import Final

from tests.fuzzing.asking import Ask, Reply
from tests.fuzzing.hostile import CANARY

HONEST: Final = {200, 204, 206, 301, 302, 303, 304, 308, 400, 403, 404, 405, 409, 410, 413, 414, 415, 416, 422, 429}
RAW: Final = (f"<{CANARY}", f'"{CANARY}=', f"'><{CANARY}")


def check_reply(ask: Ask, reply: Reply) -> None:
    """An honest status, the headers of every page, no way out of this site, nothing of the request as markup."""
    assert reply.status in HONEST, f"{reply.status} for {ask}"
    policy = reply.header("Content-Security-Policy")
    assert "default-src 'self'" in policy, ask
    assert "unsafe" not in policy, ask
    assert reply.header("X-Content-Type-Options") == "nosniff", ask
    assert reply.header("Referrer-Policy"), ask
    assert reply.header("Cache-Control"), ask
    for name, value in reply.headers:
        assert "\n" not in value, (ask, name)
        assert "\r" not in value, (ask, name)
    _check_way(ask, reply)
    if reply.header("Content-Type").startswith(("text/html", "image/svg")) and not reply.header("Content-Encoding"):
        page = reply.body.decode()  # every page is UTF-8, whatever came in
        for raw in RAW:
            assert raw not in page, f"{raw} stands unescaped in the reply to {ask}"
        assert "9801547" not in page, ask  # 1337 × 7331: nothing typed is reckoned
    if ask.method == "HEAD" or reply.status in (204, 304):
        assert reply.body == b"", ask


def _check_way(ask: Ask, reply: Reply) -> None:
    """A redirect stays here."""
    where = reply.header("Location")
    if reply.status in (301, 302, 303, 308):
        assert where, ask
        assert where.startswith("/"), (ask, where)
        assert not where.startswith(("//", "/\\")), (ask, where)
