"""A browser in which somebody of the staff has signed in."""

from tests.factories import PASSWORD
from tests.pages import PageClient


def sign_in(
    client: PageClient, username: str, password: str = PASSWORD, *, url: str = "/sign-in", status: int = 302
) -> PageClient:
    """Sign in through the form, CSRF token and all."""
    data = client.get(url).form_data() | {"username": username, "password": password}
    client.post(url, data, status=status)
    return client


def sign_in_again(client: PageClient, username: str) -> PageClient:
    """Somebody else sits down at the same browser."""
    client.client.delete_cookie("thuoc-do")
    return sign_in(client, username)
