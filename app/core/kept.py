"""What a signed cookie keeps of a dataclass of plain values. Pure.

The cookie is our own, but an older version of the program may have written it: what has another form is none.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_type_hints

Kept = TypeVar("Kept")


def read_kept(form: type[Kept], kept: object) -> Kept | None:
    """The value that `dataclasses.asdict` made `kept` of; None for one with other fields, or other types in them."""
    if not isinstance(kept, Mapping):
        return None
    types: dict[str, Any] = get_type_hints(form)
    wanted = {field.name: types[field.name] for field in fields(form)}  # type: ignore[arg-type] # a dataclass
    if set(kept) != set(wanted):
        return None
    if not all(_is(kept[name], wanted[name]) for name in wanted):
        return None
    return form(**kept)


def _is(value: object, wanted: type) -> bool:
    if isinstance(value, bool):
        return wanted is bool
    return isinstance(value, (int, float) if wanted is float else wanted)
