"""Small pure helpers for Danish text."""

import unicodedata

# The three characters that follow z in ASCII: the column is compared byte by byte.
_ALPHABET_END = str.maketrans({"æ": "{", "ø": "|", "å": "}", "ä": "{", "ö": "|"})


def N_(message: str) -> str:
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


def whole_number(text: str | None) -> int:
    """The number that a field or an address carries in digits; 0, which no row and no version has, for anything else.

    More digits than a column of the database holds are no number either.
    """
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


def sort_key(text: str) -> str:
    """Key that orders text as Danes do: case aside, æ ø å last, "aa" read as å, digits by value.

    Stored beside the text, because neither SQLite nor every PostgreSQL build has a Danish collation.
    Numbers are padded, so "Nr. 9" comes before "Nr. 10".
    """
    folded = text.casefold().replace("aa", "å").translate(_ALPHABET_END)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _pad_numbers(" ".join(plain.split()))[:400]


def _pad_numbers(text: str) -> str:
    out: list[str] = []
    digits = ""
    for char in text:
        if char.isdecimal():
            digits += char
            continue
        out.append(digits.zfill(8) if digits else "")
        digits = ""
        out.append(char)
    out.append(digits.zfill(8) if digits else "")
    return "".join(out)


def fold(text: str) -> str:
    """Text as it is searched in and for: case aside, and é one character even when written as e and an accent."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def search_text(*parts: str) -> str:
    """Folded text to search in; case of æøå folded here because SQLite's LIKE folds ASCII only."""
    return " ".join(" ".join(fold(part).split()) for part in parts if part)


def squeeze(text: str) -> str:
    """Text without doubled blanks and line breaks at its ends, as imported titles often have them."""
    return " ".join(text.split())


def one_line(text: str) -> str:
    """Text fit for a header: blanks and breaks become one blank, control characters go."""
    plain = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) != "Cc")
    return " ".join(plain.split())
