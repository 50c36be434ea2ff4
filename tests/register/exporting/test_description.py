"""docs/fortegnelse-json.md is what the code says."""

import json
import re
from pathlib import Path

from register.activity.content import ROWS
from register.exporting.description import make_description
from register.exporting.shapes import ACTIVITY, KINDS
from tests.goldenfile import same_as_golden
from tests.make import Personas
from tests.register.exporting.conftest import make_linked_records, make_register, write
from tests.register.exporting.test_history import FILLED

DOCUMENT = Path(__file__).parents[3] / "docs" / "fortegnelse-json.md"


def test_the_document_is_the_one_in_the_repository() -> None:
    assert same_as_golden(DOCUMENT, make_description())


def names_in(value: object) -> set[str]:
    """Every name in a document, those inside what was kept of another version aside."""
    if isinstance(value, list):
        return {name for item in value for name in names_in(item)}
    if not isinstance(value, dict):
        return set()
    inner = (item for name, item in value.items() if name not in ("content", "imported_fields"))
    return {str(name) for name in value} | {name for item in inner for name in names_in(item)}


def test_every_name_in_an_export_is_documented(people: Personas) -> None:
    make_linked_records()
    make_register([FILLED])
    described = set(re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    lists = {*ACTIVITY.below, *(name for shape in KINDS.values() for name in shape.below)}
    assert names_in(json.loads(write("json"))) <= described | lists
    assert ROWS.keys() <= described
