"""What the department's sign-on service says of itself: its addresses and its public keys, kept for a minute in the process.

So a sign-in costs the service one call instead of four, and a service that is down is asked once in ten seconds: nobody waits
behind somebody else's waiting. A key that was withdrawn counts for a minute longer; one that was added counts at once, because
whoever cannot use the kept keys asks `again`. Must not know an account, a token or a session.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

PATIENCE: Final = (2, 4)  # seconds to be let in, and for each part of a reply: a person stands before the page
KEPT: Final = dt.timedelta(minutes=1)
SILENCE_KEPT: Final = dt.timedelta(seconds=10)

Replies = dict[str, tuple[dt.datetime, dict[str, Any] | None]]  # by address: when it was asked, and what came, None: nothing


class SingleSignOnError(ValueError):
    """A sign-in that is not believed; the message is for the log and quotes nothing of what came."""


class ServiceSilentError(SingleSignOnError):
    """The service gives no reply that can be read, so nothing is known of whoever wants to come in."""


def find_metadata(issuer: str, replies: Replies, *, now: dt.datetime) -> Mapping[str, Any]:
    """The addresses of the service. Raises SingleSignOnError if they cannot be used."""
    metadata = _ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration", replies, now=now)
    if metadata.get("issuer") != issuer:
        raise SingleSignOnError("the metadata name another issuer")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not isinstance(metadata.get(name), str) or not is_private_way(metadata[name]):
            raise SingleSignOnError(f"the metadata have no usable {name}")
    return metadata


def find_keys(metadata: Mapping[str, Any], replies: Replies, *, now: dt.datetime, again: bool = False) -> dict[str, Any]:
    """The public keys of the service as it wrote them; `again`: those of this moment."""
    if again:
        replies.pop(metadata["jwks_uri"], None)
    return _ask(metadata["jwks_uri"], replies, now=now)


def _ask(address: str, replies: Replies, *, now: dt.datetime) -> dict[str, Any]:
    at, reply = replies.get(address, (None, None))
    if at is None or not dt.timedelta(0) <= now - at < (KEPT if reply else SILENCE_KEPT):
        reply = _fetch(address)
        replies[address] = (now, reply)
    if reply is None:
        raise ServiceSilentError("the service does not answer with an object")
    return reply


def _fetch(address: str) -> dict[str, Any] | None:
    import requests

    try:
        reply = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        found = reply.json() if reply.status_code == 200 else None
    except (requests.RequestException, ValueError):
        return None
    return found if isinstance(found, dict) else None


def is_private_way(address: str) -> bool:
    """Whether what is sent there can be read by nobody on the way: https, or this machine itself."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1"))
