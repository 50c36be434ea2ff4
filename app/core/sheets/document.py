"""Reading json: where it breaks, and a list of objects as the rows of a sheet. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from app.core.sheets.problem import SheetProblem, unreadable
from app.core.sheets.sheet import MAX_CELLS, Row, Sheet, check_cells, too_many_rows
from app.core.sheets.text import Decoded, clean
from app.core.text import N_

DEEPEST = 6
"""Objects inside each other that become columns of their own ("system.navn")."""
_TOO_MANY = N_("filen har for mange felter til at kunne læses på én gang. Del den i flere filer.")
_TOO_DEEP = N_("filen har for mange lag inden i hinanden til at kunne læses.")


def names_of_lists(document: Any) -> list[str]:
    """The names of an object's lists of records."""
    if not isinstance(document, dict):
        return []
    return [name for name, value in document.items() if _is_list_of_records(value)]


def list_in(document: Any, name: str) -> Any:
    """The list of records of that name, else the first one, of an object that holds several; a list is itself."""
    names = names_of_lists(document)
    return document[name if name in names else names[0]] if names else document


def of_records(document: Any, max_rows: int, max_columns: int, *, flattens: bool) -> Sheet:
    """A list of records as a sheet. With `flattens`, a field of an object inside a record is a column of its own."""
    if not isinstance(document, list):
        raise SheetProblem(N_("filen skal rumme en liste af poster: [{…}, {…}]."), 1)
    if len(document) > max_rows:
        raise too_many_rows(max_rows + 1, max_rows)
    headings: dict[str, None] = {}
    records: list[dict[str, Any]] = []
    for number, record in enumerate(document, start=1):
        if not isinstance(record, dict):
            raise SheetProblem(N_("posten skal stå mellem { og }, med navn og værdi for hvert felt."), number)
        records.append(dict(_fields(record, "", 1)) if flattens else record)
        headings.update(dict.fromkeys(records[-1]))
        if len(headings) > max_columns:
            raise SheetProblem(
                N_("filen har flere end %(most)s felter.") % {"most": max_columns}, number, list(headings)[-1][:80]
            )
        if len(headings) * len(document) > MAX_CELLS:
            raise unreadable(_TOO_MANY)
    rows = []
    for number, record in enumerate(records, start=1):
        values = {heading: _flat(record.get(heading)) for heading in headings}
        check_cells(number, values)
        rows.append(Row(number, values))
    return Sheet("json", list(headings), rows, heading_row=0)


def _fields(record: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        if isinstance(value, dict) and value and depth < DEEPEST:
            yield from _fields(value, f"{prefix}{name}.", depth + 1)
        else:
            yield prefix + name, value


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _flat(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "\n".join(_flat(item) for item in value)
    if not isinstance(value, list | dict):
        return str(value)
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        raise unreadable(_TOO_DEEP) from None


def parse(decoded: Decoded, *, is_trusted: bool = False) -> Any:
    """The document, its texts without control characters. Raises SheetProblem naming the record it breaks in."""
    text = decoded.text
    if not is_trusted and _has_too_many(text):
        raise unreadable(_TOO_MANY)
    try:
        return _cleaned(json.loads(decoded.text, parse_constant=_refuse_constant))
    except RecursionError:
        raise unreadable(_TOO_DEEP) from None
    except ValueError as error:
        raise _broken_json(decoded.text, error) from None


def _has_too_many(text: str) -> bool:
    return text.count(",") > 2 * MAX_CELLS or text.count("[") + text.count("{") > MAX_CELLS


def _refuse_constant(word: str) -> Any:
    raise ValueError(word)


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): _cleaned(item) for key, item in value.items()}
    return value


def _broken_json(text: str, error: ValueError) -> SheetProblem:
    """Where the text stops being json: the record by count of those that end before, the last field named."""
    decoder = json.JSONDecoder(parse_constant=_refuse_constant)
    records, position = 0, text.find("[") + 1
    while position:
        try:
            _, end = decoder.raw_decode(text, _past_blanks(text, position))
        except (ValueError, RecursionError):
            break
        records += 1
        position = _past_blanks(text, end)
        if text[position : position + 1] != ",":
            break
        position += 1
    at = error.pos if isinstance(error, json.JSONDecodeError) else position
    fields = re.findall(r'"([^"\\\n]{1,80})"\s*:', text[max(position, at - 5000) : at + 1])
    is_cut = at >= len(text.rstrip()) or str(error).startswith("Unterminated string")
    reason = (
        N_("filen slutter midt i en post. Den er nok klippet over undervejs. Hent den igen.")
        if is_cut
        else N_("her står noget, der ikke er json. Hent filen igen fra det system, den kommer fra.")
    )
    return SheetProblem(reason, records + 1, fields[-1] if fields else None)


def _past_blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
