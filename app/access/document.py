"""The access table as docs/adgang.md: the same rows and words as the page, so that the two cannot differ."""

from collections.abc import Mapping

from app.access.rules import GROUPS, LEGEND, REACH_RULES, SEPARATION_RULES, Thing, lines_of
from app.auth.rules import ROLES

HEAD = """\
# Adgang

Hvem der kan se og gøre hvad. Tabellen er data ét sted (`app/auth/rules.py`), og alle sider spørger den; den samme
tabel står i programmet under Opsætning, Adgang. Filen her dannes af den med `./run golden filer`, og en test ser
efter, at de er ens. En anden test (`tests/repo/test_routes.py`) spiller hver adresse som hver rolle, i og uden for
rollens område, og holder svarene op mod en afskrift, der er skrevet i hånden (`tests/repo/expected.py`).
"""


def make_document() -> str:
    """The whole file."""
    return "\n".join(
        [
            HEAD,
            "## Sådan læses tabellen",
            *(f"- **{word}**: {meaning}" for word, meaning in LEGEND.items()),
            "- *kommer senere*: siderne er ikke lavet endnu; adgangen er lagt fast",
            "",
            *(line for name, things in GROUPS.items() for line in _group(name, things)),
            "## Hvor langt en rolle når",
            *(f"- {rule}" for rule in REACH_RULES),
            "",
            "## Adskilte opgaver",
            *(f"- {rule}" for rule in SEPARATION_RULES),
            "",
        ]
    )


def _group(name: str, things: Mapping[str, Thing]) -> list[str]:
    head = ["", *ROLES.values()]
    rows = [
        [
            f"**{line.thing.word}**" + (" *(kommer senere)*" if line.thing.comes_later else ""),
            *("<br>".join(line.cells[role]) for role in ROLES),
        ]
        for line in lines_of(things)
    ]
    return [f"## {name}", _row(head), _row(["---"] * len(head)), *map(_row, rows), ""]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
