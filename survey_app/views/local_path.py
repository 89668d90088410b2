"""Where a page may lead on: paths of this site alone, whatever stands in an address."""

from urllib.parse import urlsplit


def local_path(target: str | None) -> str | None:
    """The target if it is a path on this site, else None. Backslashes and control signs are what browsers stumble over."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
