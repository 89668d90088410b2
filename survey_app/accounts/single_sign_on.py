"""Signing in by the department's own sign-on service: OpenID Connect, authorization code with PKCE (RFC 6749, 7636, OIDC Core).

An option: without OIDC_ISSUER nothing of it is there, and authlib need not be installed. What the service says is believed only
if its token is signed with one of its own keys by one of three algorithms, is meant for us, is fresh, and answers the question
that this browser asked. Then one claim names an account that exists already; nobody is made an account here.

Must not know an account or a session.
"""

import datetime as dt
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from survey_app.accounts.sign_on_service import (
    PATIENCE,
    Replies,
    ServiceSilentError,
    SingleSignOnError,
    find_keys,
    find_metadata,
    is_private_way,
)

# public-key signatures only: with "none" or HS256 whoever knows our client's name or secret could write a token
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
LEEWAY: Final = 60  # seconds by which two servers' clocks may differ
FLOW_LASTS: Final = dt.timedelta(minutes=10)
LONGEST_NAME: Final = 200


@dataclass(frozen=True)
class Provider:
    """The department's sign-on service, as the settings name it."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    label: str


@dataclass(frozen=True)
class Flow:
    """What one browser has asked for, kept in its signed cookie until it comes back."""

    state: str
    nonce: str
    verifier: str
    since: int
    next_path: str = ""


def find_provider(config: Mapping[str, Any]) -> Provider | None:
    """The service that the settings name, if they name one."""
    if not config["OIDC_ISSUER"]:
        return None
    return Provider(
        issuer=config["OIDC_ISSUER"],
        client_id=config["OIDC_CLIENT_ID"],
        client_secret=config["OIDC_CLIENT_SECRET"],
        claim=config["OIDC_CLAIM"],
        label=config["OIDC_LABEL"],
    )


def check_settings(provider: Provider) -> None:
    """Stop the start if the settings cannot work. Raises SystemExit."""
    try:
        import authlib.integrations.requests_client  # noqa: F401
        import joserfc  # noqa: F401
    except ImportError:
        raise SystemExit("OIDC_ISSUER cần thêm thư viện: .venv/bin/python -m pip install '.[oidc]'") from None
    if not provider.client_id or not provider.client_secret:
        raise SystemExit("OIDC_ISSUER cần cả OIDC_CLIENT_ID và OIDC_CLIENT_SECRET.")
    if not is_private_way(provider.issuer):
        raise SystemExit("OIDC_ISSUER phải bắt đầu bằng https://.")


def begin(provider: Provider, replies: Replies, *, return_address: str, next_path: str, now: dt.datetime) -> tuple[str, Flow]:
    """The address of the service to which the browser goes, and what to remember until it comes back."""
    from authlib.common.security import generate_token

    metadata = find_metadata(provider.issuer, replies, now=now)
    flow = Flow(
        state=generate_token(43),
        nonce=generate_token(43),
        verifier=generate_token(64),
        since=int(now.timestamp()),
        next_path=next_path,
    )
    client = _make_client(provider, return_address)
    address, _ = client.create_authorization_url(
        metadata["authorization_endpoint"], state=flow.state, nonce=flow.nonce, code_verifier=flow.verifier
    )
    return str(address), flow


def finish(
    provider: Provider, replies: Replies, flow: Flow, reply: Mapping[str, str], *, return_address: str, now: dt.datetime
) -> str:
    """The name by which the service knows whoever came back. Raises SingleSignOnError for everything that does not fit."""
    if not 0 <= now.timestamp() - flow.since < FLOW_LASTS.total_seconds():
        raise SingleSignOnError("came back too late")
    if not hmac.compare_digest(reply.get("state", "").encode(), flow.state.encode()):
        raise SingleSignOnError("another state")
    if "iss" in reply and reply["iss"] != provider.issuer:  # RFC 9207
        raise SingleSignOnError("another issuer in the reply")
    if "error" in reply or not reply.get("code"):
        raise SingleSignOnError("refused by the service")
    metadata = find_metadata(provider.issuer, replies, now=now)
    token = _fetch_token(provider, metadata, flow, code=reply["code"], return_address=return_address)
    try:
        claims = _check_id_token(provider, find_keys(metadata, replies, now=now), token, nonce=flow.nonce, now=now)
    except SingleSignOnError:  # the service may have changed its keys within the minute
        keys = find_keys(metadata, replies, now=now, again=True)
        claims = _check_id_token(provider, keys, token, nonce=flow.nonce, now=now)
    return _read_name(provider, claims)


def _check_id_token(
    provider: Provider, key_set: dict[str, Any], token: Mapping[str, Any], *, nonce: str, now: dt.datetime
) -> dict[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    id_token = token.get("id_token")
    if not isinstance(id_token, str):
        raise SingleSignOnError("no ID token")
    wanted = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }
    sent = {"nonce": nonce, "client_id": provider.client_id, "access_token": token.get("access_token")}
    try:
        keys = KeySet.import_key_set(key_set)  # type: ignore[arg-type]
        decoded = jwt.decode(id_token, keys, algorithms=list(ALGORITHMS))
        claims = CodeIDToken(decoded.claims, decoded.header, wanted, sent)
        claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise SingleSignOnError(f"the ID token is not believed: {type(error).__name__}") from None
    return dict(decoded.claims)


def _read_name(provider: Provider, claims: Mapping[str, Any]) -> str:
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not name or len(name) > LONGEST_NAME:
        raise SingleSignOnError(f"no usable claim {provider.claim}")
    if provider.claim == "email" and claims.get("email_verified") is not True:  # else whoever types an address has it
        raise SingleSignOnError("an address that the service has not verified")
    return name


def _fetch_token(
    provider: Provider, metadata: Mapping[str, Any], flow: Flow, *, code: str, return_address: str
) -> Mapping[str, Any]:
    from authlib.common.errors import AuthlibBaseError
    from requests import RequestException

    client = _make_client(provider, return_address)
    try:
        token: Mapping[str, Any] = client.fetch_token(
            metadata["token_endpoint"],
            code=code,
            code_verifier=flow.verifier,
            timeout=PATIENCE,
            allow_redirects=False,
        )
    except RequestException as error:
        raise ServiceSilentError(f"no token: {type(error).__name__}") from None
    except (AuthlibBaseError, ValueError, TypeError) as error:
        raise SingleSignOnError(f"no token: {type(error).__name__}") from None
    return token


def _make_client(provider: Provider, return_address: str) -> Any:
    from authlib.integrations.requests_client import OAuth2Session

    scope = "openid email" if provider.claim == "email" else "openid profile"
    return OAuth2Session(
        provider.client_id,
        provider.client_secret,
        scope=scope,
        redirect_uri=return_address,
        code_challenge_method="S256",
    )
