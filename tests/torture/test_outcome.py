"""What is counted, and that a broken promise is seen and told."""

import json
from pathlib import Path

from tests.mailprocess import Taken
from tests.torture.__main__ import as_table, keep
from tests.torture.outcome import Outcome, count_mails

ANNA, BENT, CARLA = "anna@fjordby.example", "bent@fjordby.example", "carla@fjordby.example"


def mail(to: str, *, digest: str = "d") -> Taken:
    return Taken(to, f"<{to}>", digest)


def test_a_mail_each_breaks_no_promise() -> None:
    outcome = count_mails([mail(ANNA), mail(BENT)], people=[ANNA, BENT])
    assert (outcome.sent, outcome.lost, outcome.doubled, outcome.broken) == (2, 0, 0, ())


def test_who_has_no_mail_is_lost_unless_they_were_told_why() -> None:
    outcome = count_mails([mail(ANNA)], people=[ANNA, BENT, CARLA], told=[CARLA])
    assert outcome.lost == 1
    assert outcome.broken == (f"1 uden mail: {BENT}",)


def test_a_double_is_allowed_where_it_is_and_must_be_its_original() -> None:
    twice = [mail(ANNA), mail(ANNA)]
    assert count_mails(twice, people=[ANNA], most_doubles=1).broken == ()
    assert len(count_mails(twice, people=[ANNA]).broken) == 1
    assert len(count_mails(twice, people=[ANNA], most_doubles=1, may_double=[BENT]).broken) == 1
    changed = [mail(ANNA), mail(ANNA, digest="other")]
    assert len(count_mails(changed, people=[ANNA], most_doubles=1).broken) == 1


def test_a_mail_to_somebody_else_is_seen() -> None:
    assert len(count_mails([mail(ANNA), mail(BENT)], people=[ANNA]).broken) == 1


def test_the_table_and_the_file_tell_the_figures_and_the_broken_promises(tmp_path: Path) -> None:
    kills = Outcome(sent=10_000, lost=0, doubled=7, kills=60, figures={"seconds": 150})
    server = Outcome(sent=9, lost=1, doubled=0, broken=("SQLite: 1 uden mail: anna",))
    lines = as_table({"kills": kills, "server": server}).splitlines()
    assert lines[1].split()[:7] == ["kills", "10.000", "0", "7", "60", "150", "ja"]
    assert lines[2].split()[:7] == ["server", "9", "1", "0", "0", "0", "nej"]
    assert lines[3].strip() == "SQLite: 1 uden mail: anna"
    file = tmp_path / "instance" / "torture.json"
    keep(file, {"kills": kills})
    keep(file, {"server": server})
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["kills"] == {"sent": 10_000, "lost": 0, "doubled": 7, "kills": 60, "seconds": 150, "broken": []}
    assert held["server"]["broken"] == ["SQLite: 1 uden mail: anna"]
