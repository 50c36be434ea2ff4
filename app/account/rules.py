"""A browser in words, from what it says about itself. Pure."""

from collections.abc import Sequence

from app.core.text import N_

BROWSERS: Sequence[tuple[str, str]] = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
"""Every browser also calls itself by older names; the first that fits is its own."""
DEVICES: Sequence[tuple[str, str]] = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
UNKNOWN = N_("Ukendt browser")
ON_DEVICE = N_("%(browser)s på %(device)s")


def browser_of(agent: str) -> tuple[str, str]:
    """The names of the browser and of what it runs on; "" where the agent does not tell."""
    return _first(agent, BROWSERS), _first(agent, DEVICES)


def _first(agent: str, names: Sequence[tuple[str, str]]) -> str:
    return next((name for mark, name in names if mark in agent), "")
