"""docs/sikkerhed.md names a test for each threat, and each test is there."""

import ast
import re

from config import ROOT

TEXT = (ROOT / "docs" / "sikkerhed.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", TEXT)


def test_every_threat_names_a_test() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith(("| ---", "| Trussel"))]
    assert len(rows) > 30
    assert [row for row in rows if "::test_" not in row] == []


def test_every_test_that_is_named_is_there() -> None:
    missing = []
    for path, name in NAMED:
        file = ROOT / "tests" / path
        tree = ast.parse(file.read_text(encoding="utf-8")) if file.is_file() else ast.Module(body=[], type_ignores=[])
        if name not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{path}::{name}")
    assert missing == []
