"""Text that looks like a CPR number: found so that people can be warned, covered so that no log keeps it. Pure.

A CPR number is ten digits: day, month, year and four more, with or without a hyphen or a blank between. The day of a
replacement number (erstatnings-CPR) is 60 higher. Whether the number exists is nobody's business here; that it may
be one is enough (databeskyttelsesloven § 11).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any


def _any_digit(digits: str) -> str:
    """A character class of these digits, ordinary and full-width."""
    return f"[{digits}{digits.translate({ord(c): ord(c) + 0xFEE0 for c in '0123456789'})}]"


COVER = "[skjult: ligner et CPR-nummer]"

_BLANK = r"[\s\u2060\ufeff]"
_MARK = r"[-\u00ad\u2010-\u2015\u2212\ufe63\uff0d.\uff0e/]"
_LIKE_CPR = re.compile(
    rf"""(?<!\d)
    (?: {_any_digit("0")}{_any_digit("1-9")} | {_any_digit("12")}\d | {_any_digit("3")}{_any_digit("01")}
      | {_any_digit("6")}{_any_digit("1-9")} | {_any_digit("78")}\d | {_any_digit("9")}{_any_digit("01")} )
    (?: {_MARK} | {_BLANK} )?
    (?: {_any_digit("0")}{_any_digit("1-9")} | {_any_digit("1")}{_any_digit("0-2")} )
    (?: {_MARK} | {_BLANK} )?
    \d\d
    {_BLANK}{{0,2}} {_MARK}? {_BLANK}{{0,2}}
    \d{{4}}
    (?!\d)""",
    re.VERBOSE,
)
"""However it is written: in one, with marks or blanks between its parts, with a break in it, in full-width digits."""


def looks_like_cpr(text: str) -> bool:
    """Whether somewhere in the text there is what may be a CPR number."""
    return _LIKE_CPR.search(text) is not None


def find_like_cpr(text: str) -> list[str]:
    """Everything in the text that may be a CPR number, as it is written there."""
    return [match[0] for match in _LIKE_CPR.finditer(text)]


def holds_like_cpr(value: Any) -> bool:
    """Whether a text in the value, at any depth of lists and mappings, looks like a CPR number."""
    if isinstance(value, str):
        return looks_like_cpr(value)
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return any(holds_like_cpr(item) for item in inner)


def cover_cpr(text: str) -> str:
    """The text with `COVER` in place of everything that may be a CPR number."""
    return _LIKE_CPR.sub(COVER, text)


def cover_all(value: Any) -> Any:
    """As `cover_cpr`, for texts at any depth of lists and mappings, keys included; other values stay."""
    if isinstance(value, str):
        return cover_cpr(value)
    if isinstance(value, Mapping):
        return {cover_all(key): cover_all(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [cover_all(inner) for inner in value]
    return value
