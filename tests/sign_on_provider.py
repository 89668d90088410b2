"""A sign-on service on loopback: OpenID Connect with authorization code and PKCE, real keys, and lies on demand.

It approves whoever comes, as a provider does whose user is signed in there already. `claims`, `sign` and `metadata` may be
replaced by a test that wants to know what becomes of a lie; `heard` is what it was asked for.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Flask, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, CLIENT_SECRET = "thuoc-do", "a secret between the two of us"


@cache
def make_key(name: str) -> RSAKey:
    """A key that is made once: making one takes a second."""
    return RSAKey.generate_key(2048, parameters={"kid": name})


@dataclass
class SignOnProvider:
    """The service and what it knows; `sub` is who is signed in there."""

    now: Callable[[], float]
    issuer: str = ""
    sub: str = "an.nguyen"
    key: RSAKey = field(default_factory=lambda: make_key("one"))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    claims: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    sign: Callable[[dict[str, Any]], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    heard: list[str] = field(default_factory=list)

    def build_app(self) -> Flask:
        """The service as an application."""
        app = Flask("sign_on_provider")
        app.before_request(self.hear)
        app.add_url_rule("/.well-known/openid-configuration", view_func=self.describe)
        app.add_url_rule("/authorize", view_func=self.authorize)
        app.add_url_rule("/token", view_func=self.token, methods=["POST"])
        app.add_url_rule("/jwks", view_func=self.keys)
        return app

    def hear(self) -> ResponseReturnValue | None:
        """Note what was asked; while it is down there is no other reply."""
        self.heard.append(request.path)
        return ("", 503) if self.is_down else None

    def describe(self) -> ResponseReturnValue:
        """Its addresses."""
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        found = {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in places.items()}
        return jsonify(found | self.metadata)

    def authorize(self) -> ResponseReturnValue:
        """Send the browser back with a code."""
        asked = request.args.to_dict()
        assert (asked["response_type"], asked["client_id"], asked["code_challenge_method"]) == ("code", CLIENT, "S256")
        assert "openid" in asked["scope"].split()
        self.asked.append(asked)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return redirect(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}")

    def token(self) -> ResponseReturnValue:
        """Give a token for a code, once, to the client that proves itself and the browser that asked."""
        form, basic = request.form, request.authorization
        asked = self.codes.pop(form.get("code", ""), None)
        verifier = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).decode().rstrip("=")
        is_client = basic is not None and (basic.username, basic.password) == (CLIENT, CLIENT_SECRET)
        if (
            not is_client
            or asked is None
            or challenge != asked["code_challenge"]
            or form["redirect_uri"] != asked["redirect_uri"]
        ):
            return jsonify(error="invalid_grant"), 400
        now = int(self.now())
        claims = {"iss": self.issuer, "sub": self.sub, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        token = (self.sign or self.sign_truly)(self.claims(claims))
        return jsonify(access_token="opaque", token_type="Bearer", expires_in=300, id_token=token)

    def keys(self) -> ResponseReturnValue:
        """Its public keys."""
        return jsonify(KeySet([self.key]).as_dict(private=False))

    def sign_truly(self, claims: dict[str, Any]) -> str:
        """A token signed with its own key."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def unsigned(claims: dict[str, Any]) -> str:
    """A token with the algorithm "none"."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


@contextmanager
def run_provider(now: Callable[[], float]) -> Iterator[SignOnProvider]:
    """The service at an address of this machine, for as long as the block lasts."""
    provider = SignOnProvider(now)
    server = make_server("127.0.0.1", 0, provider.build_app(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
