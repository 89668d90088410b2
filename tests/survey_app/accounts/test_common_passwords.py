"""Which passwords are refused because everybody thinks of them."""

import re
from pathlib import Path

import pytest

from survey_app.accounts import common_passwords
from survey_app.accounts.common_passwords import is_common
from survey_app.accounts.passwords import SHORTEST_PASSWORD, PasswordRefusedError, check_password

OWN = ("th-ngokbay", "Trường Tiểu học Ngọk Bay 1", "TH1024")
GUESSED = (
    *("matkhau2026", "Mật khẩu 123", "Password@123", "P@ssw0rd!!!", "giaovien@2026", "anhyeuem123", "M@tKh4u2026"),
    *("matkhaumatkhau", "!!!!!hocsinh!!!!!", "123456789a", "Sở Giáo dục và Đào tạo", "quangngai2026", "Thuocdo@2026"),
    *("aaaaaaaaaa", "1212121212", "1234567890", "0987654321", "qwertyuiop", "qwerty12345", "abcdefghij", "1qaz2wsx3edc"),
    *("th-ngokbay", "th-ngokbay2026", "Truong tieu hoc Ngok Bay", "Trường Tiểu học Ngọk Bay 2026!", "TH1024-TH1024"),
)
FINE = (
    *("bún bò con mèo ghế", "mật khẩu để thử", "correct horse battery", "tôi đi dạy bằng xe đạp xanh", "so-mau-thuoc-do"),
    *("th-ngokbay mưa rào tháng bảy", "xK7!pq2Lm9", "ភ្នំពេញ ទន្លេសាប", "matkhaukhacthuong"),
)


@pytest.mark.parametrize("password", GUESSED)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert is_common(password, own_words=OWN)
    with pytest.raises(PasswordRefusedError, match="dễ đoán nhất"):
        check_password(password, own_words=OWN)


@pytest.mark.parametrize("password", FINE)
def test_what_nobody_guesses_soon_is_taken(password: str) -> None:
    assert not is_common(password, own_words=OWN)


def test_the_list_is_written_as_it_is_compared_and_says_where_it_comes_from() -> None:
    text = Path(common_passwords.__file__).with_suffix(".txt").read_text()
    words = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9]{3,40}", word) for word in words)
    assert len(words) == len(set(words))
    assert "Where they come from" in text
    assert SHORTEST_PASSWORD == 10  # shorter ones need no line of their own
