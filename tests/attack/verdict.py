"""What came of the attack: what was reached, what was found, and whether a finding stands when one asks again."""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import requests

from tests.attack.target import PLANTED
from tests.repo.expected import expected
from tests.repo.table import OPEN, OWN_THING, ROUTES, SIGNED_IN, TOKEN, TURNS_AWAY, WORKING, Either, Need

ROLE = "coordinator"
MEDIUM = 2
"""Wapiti's own scale: 1 low, 2 medium, 3 high, 4 critical."""
LEAST_REACHED = 0.9
TURNED_AWAY = frozenset({303, 403, 404, 410})
IS_TOKEN = re.compile(r"(^|-)csrf_token$")


def say(line: str) -> None:
    """A line for the person who watches."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Answers:
    """What the program answered the signed-in coordinator: for each endpoint the codes of its GETs; and what failed."""

    asked: int
    signed_in: int
    codes: dict[str, frozenset[int]]
    crashed: dict[str, int]
    too_many: int

    @classmethod
    def read(cls, file: Path) -> "Answers":
        """From the log that target.py wrote."""
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        codes: dict[str, set[int]] = defaultdict(set)
        crashed: dict[str, int] = defaultdict(int)
        for line in lines:
            endpoint, status = str(line["endpoint"]), int(line["status"])
            if line["method"] == "GET" and line["in"]:
                codes[endpoint].add(status)
            if status >= 500 and status not in TURNS_AWAY.get(endpoint, set()):
                crashed[endpoint] += 1
        return cls(
            asked=len(lines),
            signed_in=sum(bool(line["in"]) for line in lines),
            codes={endpoint: frozenset(found) for endpoint, found in codes.items()},
            crashed=dict(crashed),
            too_many=sum(line["status"] == 429 for line in lines),
        )


def may_open(endpoint: str) -> bool:
    """Whether the access table opens the page for a coordinator in the unit that everything asked for lies in."""
    need = ROUTES[endpoint]
    if isinstance(need, Need | Either):
        needs = need.needs if isinstance(need, Either) else (need,)
        who_may = expected()
        return any(who_may.get((one.kind, one.verb), {}).get(ROLE) in {"all", "own"} for one in needs)
    return need in (OPEN, SIGNED_IN, WORKING)


def right_codes(endpoint: str) -> frozenset[int]:
    """What the table lets a GET of this endpoint answer; what is wrong with the words of the query (400) aside."""
    need = ROUTES[endpoint]
    if need in (TOKEN, OWN_THING):
        return TURNED_AWAY | {200}
    if need in (OPEN, SIGNED_IN, WORKING):
        return frozenset({200, 303} | TURNS_AWAY.get(endpoint, set()))
    return frozenset({200}) if may_open(endpoint) else frozenset({404, 403})


def judge_reach(answers: Answers, wanted: Collection[str]) -> list[str]:
    """Print how far the attack came in; gives what is not as it must be."""
    as_table = {name for name in wanted if answers.codes.get(name, frozenset()) & right_codes(name)}
    hers = {name for name in wanted if may_open(name)}
    opened = {name for name in hers & as_table if answers.codes[name] & right_codes(name)}
    shown = {name for name in wanted if 200 in answers.codes.get(name, ())}
    against = {name for name in shown if 200 not in right_codes(name)}
    say(f"Forespørgsler i alt: {answers.asked}; logget ind: {answers.signed_in}")
    say(f"GET-ruter, koordinatoren må åbne: {len(hers)}; svarede hende: {_share(opened, hers)}")
    say(f"GET-ruter i alt: {len(wanted)}; svarede hende, som adgangstabellen siger: {_share(as_table, wanted)}")
    say(f"  heraf med siden (200): {len(shown)}; afvist eller sendt videre: {len(as_table - shown)}")
    say(f"Ikke nået: {', '.join(sorted(set(wanted) - as_table)) or 'ingen'}")
    wrong = [f"{name} viste, hvad tabellen ikke tillader" for name in sorted(against)]
    if len(opened) < LEAST_REACHED * len(hers) or len(as_table) < LEAST_REACHED * len(wanted):
        wrong.append("for få ruter er nået")
    if answers.too_many:
        wrong.append(f"{answers.too_many} svar var 429: angrebet blev holdt ude af grænsen, ikke af programmet")
    return wrong + [f"{name} gik ned {times} gange" for name, times in sorted(answers.crashed.items())]


def _share(part: Collection[str], whole: Collection[str]) -> str:
    return f"{len(part)} ({len(part) / len(whole):.0%})"


def judge_findings(findings: list[dict[str, Any]], refuted: int) -> list[str]:
    """Print what was found; gives everything but the planted hole."""
    planted = [f for f in findings if f["path"].startswith(PLANTED) and "Scripting" in f["category"]]
    found = {
        f"{f['category']} ({f['level']}): {f['method']} {f['path']}: {f['info']}"
        for f in findings
        if f["level"] >= MEDIUM and f not in planted
    }
    say(f"Den plantede XSS er fundet: {'ja' if planted else 'nej'}")
    say(f"Meldt om formularers tegn og prøvet efter (uden tegn og med et forkert afvises de): {refuted}")
    say(f"Andet på niveau mellem eller højere: {len(found)}")
    return sorted(found) + ([] if planted else ["den plantede XSS blev ikke fundet"])


def is_false_alarm(browser: requests.Session, url: str, finding: dict[str, Any]) -> bool:
    """Whether a finding about a form's token falls when the form is sent again.

    It falls when the form is refused without its token, refused with a wrong one, and read with its own. A refusal is
    400; the answer from a mail checks the token itself, so that the note is kept, and says 422. All other findings
    stand.
    """
    if finding["module"] != "csrf" or finding["method"] != "POST":
        return False
    body = finding["http_request"].replace("\r\n", "\n").partition("\n\n")[2]
    fields = parse_qsl(body, keep_blank_values=True)
    tokens = {name for name, _text in fields if IS_TOKEN.search(name)}
    without = [(name, text) for name, text in fields if name not in tokens]

    def ask(data: list[tuple[str, str]]) -> int:
        return browser.post(f"{url}{finding['path']}", data=data, timeout=60, allow_redirects=False).status_code

    no = 422 if finding["path"].startswith("/svar/") else 400
    is_refused = ask(without) == no and ask([*without, *((name, "wapiti") for name in tokens)]) == no
    return bool(tokens) and is_refused and ask(fields) not in {no, 400, 500}
