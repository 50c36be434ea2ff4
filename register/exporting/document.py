"""The register as one json document, written piece by piece. Pure: what it holds, and how it is written.

The order of everything is fixed, so that the same register always gives the same bytes. Each record stands on a line
of its own, so that two documents can be compared line by line.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

FORMAT = "gdpr-register"
VERSION = 2
RECORD_NAMES = frozenset({
    "source", "status", "is_imported_unedited", "imported_fields", "review_round", "approved_version", "approved_at",
    "approved_by", "version", "changed_at", "changed_by", "versions", "set_asides",
})  # fmt: skip
"""What a record says beside its content."""


@dataclass(frozen=True, kw_only=True)
class ControllerRow:
    """The data controller and its DPO: Art. 30(1)(a)."""

    name: str = ""
    cvr: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    dpo_name: str = ""
    dpo_email: str = ""
    dpo_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherUnit:
    """A unit that records lie in, or that lies above one; `parent` is a code."""

    code: str = ""
    name: str = ""
    kind: str = ""
    parent: str = ""
    is_closed: bool = False


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """Somebody who is responsible for something here, or has done something with it."""

    email: str = ""
    name: str = ""
    unit: str = ""
    is_active: bool = True


def write_document(target: BinaryIO, parts: Iterable[tuple[str, Any]]) -> None:
    """Write (name, value) one after the other as one json object; a list that is no list yet is written as it comes."""
    target.write(b"{\n")
    _write_value(target, "format", FORMAT)
    _write_value(target, "version", VERSION)
    parts = list(parts)
    for at, (name, value) in enumerate(parts):
        end = b",\n" if at + 1 < len(parts) else b"\n"
        if isinstance(value, str | Mapping):
            _write_value(target, name, value, end)
        else:
            _write_list(target, name, value, end)
    target.write(b"}\n")


def _write_value(target: BinaryIO, name: str, value: Any, end: bytes = b",\n") -> None:
    target.write(b" " + _json(name) + b": " + _json(value) + end)


def _write_list(target: BinaryIO, name: str, items: Iterable[Any], end: bytes) -> None:
    target.write(b" " + _json(name) + b": [")
    before = b"\n  "
    for item in items:
        target.write(before + _json(item))
        before = b",\n  "
    target.write((b"]" if before == b"\n  " else b"\n ]") + end)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
