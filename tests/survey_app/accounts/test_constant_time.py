"""No secret is compared sign by sign: it is looked up by its hash in an index, or compared in constant time."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3] / "survey_app"
SECRETS = {
    *("secret", "token", "ticket", "pin", "receipt", "signature", "password", "nonce", "csrf_token", "verifier", "mac"),
    *("session_token", "sending_key", "access_token", "id_token", "device", "hashed", "password_hash", "pin_hash"),
}
# place → what is compared there, and why its time tells nothing
PLAIN = {
    ("views/first_sign_in.py", "password"): "with the same password typed again by the same hand",
    ("installation/setting_checks.py", "secret"): "the operator's own, in two places of his machine",
}
COMPARED = {  # module → what it compares in constant time
    "accounts/kiosk.py": "tickets of kiosks",
    "accounts/totp.py": "codes of authenticator apps",
    "accounts/single_sign_on.py": "the state of a sign-on",
    "collecting/form.py": "tokens of respondents' forms",
    "collecting/plain_form.py": "the same, on the short way",
    "views/operation.py": "the token of the counts",
}


def modules() -> list[tuple[str, ast.Module]]:
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in sorted(ROOT.rglob("*.py"))]


def test_no_secret_is_compared_with_an_operator() -> None:
    found = set()
    for place, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
                sides = [node.left, *node.comparators]
                if not any(isinstance(side, ast.Constant) or _is_no_secret(side) for side in sides):
                    found |= {(place, name) for side in sides if (name := _name(side)) in SECRETS}
    assert found <= set(PLAIN), found - set(PLAIN)


def test_what_no_index_looks_up_is_compared_in_constant_time() -> None:
    for place, tree in modules():
        calls = {_name(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        assert ("compare_digest" in calls) == (place in COMPARED), place


def _is_no_secret(side: ast.expr) -> bool:
    """A column of a table, for then the comparison is the database's, in an index of hashes or public codes; or the word of the
    program for "none is set".
    """
    if isinstance(side, ast.Name):
        return side.id.isupper()
    return isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name) and side.value.id[0].isupper()


def _name(side: ast.expr) -> str:
    if isinstance(side, ast.Attribute):
        return side.attr
    return side.id if isinstance(side, ast.Name) else ""
