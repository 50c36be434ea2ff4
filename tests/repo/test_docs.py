"""The documents say what the program is: every table in the glossary, every link leads somewhere."""

import re
from pathlib import Path

import pytest
from flask import Flask

from aarshjul.plan.catalogue import read_catalogue
from app.core.db import Base
from config import ROOT
from register.activity.rules import RULES

DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_model_is_in_the_glossary(app: Flask) -> None:
    words = (ROOT / "docs" / "ordliste.md").read_text(encoding="utf-8")
    missing = [m.class_.__name__ for m in Base.registry.mappers if f"`{m.class_.__name__}`" not in words]
    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        assert target.startswith("http") or (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_file_that_is_named_exists(path: Path) -> None:
    """A path in backticks that begins with one of our folders is there."""
    named = re.findall(
        r"`((?:app|register|aarshjul|templates|tests|docs|migrations)/[\w./-]*)`", path.read_text(encoding="utf-8")
    )
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_plan_has_the_tasks_the_readme_and_changelog_count() -> None:
    count = len(read_catalogue((ROOT / "aarshjul" / "plan" / "catalogue.yml").read_text(encoding="utf-8")))
    assert f"Femårsplan med {count} opgaver" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_all_rules_are_there() -> None:
    assert set(RULES) == {f"R{number:02}" for number in range(1, 52)}
