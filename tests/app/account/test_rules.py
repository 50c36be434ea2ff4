"""A browser in words."""

import pytest

from app.account.rules import browser_of

WEBKIT = "AppleWebKit/537.36"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/126.0 Safari/537.36 Edg/126.0", ("Edge", "Windows")),
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/126.0 Safari/537.36", ("Chrome", "Linux")),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0", ("Firefox", "Mac")),
        (f"Mozilla/5.0 (iPhone; CPU OS 17_5 like Mac OS X) {WEBKIT} Version/17 Safari/604", ("Safari", "iPhone")),
        (f"Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) {WEBKIT} CriOS/126.0 Safari/604.1", ("Chrome", "iPad")),
        (f"Mozilla/5.0 (Linux; Android 14) {WEBKIT} SamsungBrowser/25 Chrome/121", ("Samsung Internet", "Android")),
        ("Werkzeug/3.1", ("", "")),
        ("", ("", "")),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_the_name_people_know(agent: str, words: tuple[str, str]) -> None:
    assert browser_of(agent) == words
