"""When a task comes round, as people say it."""

from typing import Any

import pytest
from flask import Flask

from aarshjul.capacity.words import hours_words as hours_text
from aarshjul.catalogue.words import hours_words, nth_year_words, when_short, when_words, words_of
from aarshjul.plan.catalogue import WAVES
from config import Settings
from tests.aarshjul.catalogue.test_rules import row
from tests.conftest import make_settings

RULES = [
    ({"months": [10], "every_years": 2, "day": "working"}, "hvert andet år i oktober, sidste arbejdsdag",
     "okt, hvert andet år"),
    ({"months": [3]}, "hvert år i marts, månedens sidste dag", "mar"),
    ({"months": [3], "day": "2MO"}, "hvert år den anden mandag i marts", "mar"),
    ({"months": [6], "day": "-1FR", "every_years": 2}, "hvert andet år den sidste fredag i juni",
     "jun, hvert andet år"),
    ({"months": [1, 4, 8, 11], "day": "-1FR"}, "hvert år i januar, april, august og november, sidste fredag",
     "jan, apr, aug og nov"),
    ({"months": [2, 9], "day": "15", "every_years": 7}, "hvert 7. år i februar og september, den 15.",
     "feb og sep, hvert 7. år"),
    ({"months": list(range(1, 13)), "day": "1"}, "hver måned, den 1.", "hver måned"),
    ({"months": [3], "every_months": 6}, "6 måneder efter sidste gang, første gang i marts",
     "6 måneder efter sidste gang"),
    ({"months": [3], "every_months": 24}, "2 år efter sidste gang, første gang i marts", "2 år efter sidste gang"),
    ({"months": [5], "about": "system"},
     "så tit, som risikoen kræver: rød hvert år, gul hvert andet og grøn hvert tredje, første gang i maj",
     "maj, efter risiko"),
]  # fmt: skip


@pytest.fixture(scope="module")
def danish(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An app for its tongue alone: no database is asked."""
    from wsgi import make_app

    folder = tmp_path_factory.mktemp("words")
    settings: Settings = make_settings(folder, f"sqlite:///{folder / 'data.sqlite3'}")
    flask_app: Flask = make_app(settings, testing=True)
    with flask_app.test_request_context():
        yield flask_app


@pytest.mark.parametrize(("changes", "long", "short"), RULES, ids=[rule[1] for rule in RULES])
def test_a_rule_is_said_in_words(danish: Flask, changes: dict[str, Any], long: str, short: str) -> None:
    assert when_words(row("T01", **changes)) == long
    assert when_short(row("T01", **changes)) == short


def test_hours_and_fields_are_said_as_people_write_them(danish: Flask) -> None:
    assert [hours_words(hours) for hours in (1, 0.5, 12.0, 1.25)] == ["1 time", "0,5 timer", "12 timer", "1,25 timer"]
    assert [hours_text(hours) for hours in (1, 6.5)] == ["1 time", "6,5 timer"]
    assert [nth_year_words(wave) for wave in WAVES][1] == "I planens andet år"
    assert words_of("months", [3, 9]) == "marts og september"
    assert words_of("needs_evidence", True) == "Ja"
    assert words_of("function", "it") == "It-drift"
    assert words_of("about", "") == ""
    assert words_of("title", "Låse") == "Låse"
