"""Each damaged file through the import as it is in earnest, on a database; and a sample through the pages."""

import io
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.audit.actions import Doing
from app.audit.model import AuditEvent
from app.core import clock
from app.core.db import begin_writing, db
from app.core.errors import Refused
from app.core.scope import Scope
from register.activity.filtering import ActivityFilter, ListContext
from register.activity.model import ActivityPurpose, ActivityVersion, ProcessingActivity
from register.exporting.offers import load_offers
from register.exporting.writing import write_register
from register.importing.actions import ImportRecords, import_records
from register.importing.looking import look_at
from register.importing.mapping import get_mapping
from tests.app.core.sheets.files import csv, xlsx
from tests.fuzz import bytes as damage
from tests.fuzz.made import HEADINGS, MADE, ODD, json_values
from tests.page import read_form
from tests.register.importing.conftest import OWN_LIST

WATCHED = (ProcessingActivity, ActivityVersion, ActivityPurpose, AuditEvent)
LIMIT_MB = 512
MOST_SECONDS = 30
"""Of the processor, for one file through the import and the pages."""
PAGES_EVERY = 20
_UNDRAWN = re.compile("[\x7f-\x9f\ufdd0-\ufdef\U0001fffe\U0001ffff]")


@dataclass
class Tally:
    """What came of the files. `odd` are those that ended in neither a refusal nor a report, with why."""

    cases: int = 0
    refusals: int = 0
    reports: int = 0
    pages: int = 0
    taken: int = 0
    slowest: tuple[float, str] = (0.0, "")
    kinds: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)

    @property
    def in_words(self) -> str:
        slow = f"{self.slowest[0]:.1f} s ({self.slowest[1]})"
        kinds = " ".join(f"{kind}={count}" for kind, count in sorted(self.kinds.items()))
        return (
            f"cases={self.cases} refusals={self.refusals} reports={self.reports} took_something={self.taken} "
            f"pages={self.pages} odd={len(self.odd)} peak_mb={peak_mb()} slowest={slow} {kinds}"
        )


def peak_mb() -> int:
    """The most memory this process has held, in MB: what `getrusage` says counts the process that started it too."""
    (held,) = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(held) // 1024


def _exported(form: str, context: ListContext) -> bytes:
    """The register as a file of ours; an xlsx with all it lets people choose among."""
    target = io.BytesIO()
    everything = Scope.everything()
    write_register(form, target, ActivityFilter(), context, scope=everything, offers=load_offers(everything))
    return target.getvalue()


def sound_files() -> Mapping[str, bytes]:
    """Files that import without a fault: our own export in its three forms, lists of others, the published form."""
    doing = Doing(at=clock.now(), via="cli")
    listed = OWN_LIST.read_bytes()
    import_records(ImportRecords(name="a.json", data=listed, reading=get_mapping("kl-article30")), doing=doing)
    context = ListContext(today=clock.today(), missing_everywhere=(), area=Scope.everything())
    own = {f"own.{form}": _exported(form, context) for form in ("csv", "xlsx", "json")}
    rows = [
        [str(n), f"Titel {n}", "At føre tilsyn", "", "Elever", "CPR-nummer", "Skat", "5 år", "01-03-2027"]
        for n in range(30)
    ]
    text = "\r\n".join(";".join(row) for row in [list(HEADINGS), *rows])
    titled = "Fortegnelse over ting\n\n" + text
    return own | {
        "list.json": listed,
        "foreign.csv": csv(HEADINGS, rows),
        "plain.csv": text.encode("cp1252"),
        "titled.csv": titled.encode("utf-16"),
        "foreign.xlsx": xlsx(HEADINGS, rows),
    }


def damaged(seed: int, count: int, sound: Mapping[str, bytes]) -> Iterator[tuple[str, str, bytes]]:
    """Kind of damage, name and content of each file; the same for the same seed."""
    for number in range(count):
        random = Random(f"{seed}:{number}")
        name = random.choice(sorted(sound))
        data, form = sound[name], name.rpartition(".")[2]
        choice = random.random()
        if choice < 0.22:
            how = random.choice(MADE)
            yield f"{how.__name__}", f"{how.__name__}.{random.choice(('csv', 'xlsx', 'json'))}", how(random)
        elif choice < 0.45 and form == "json":
            yield "json_values", name, json_values(random, data)
        elif choice < 0.6 and form == "xlsx":
            yield "inside", name, damage.inside(random, data)
        elif choice > 0.92:
            rows = [[str(n), *(random.choice(ODD) for _ in HEADINGS[1:])] for n in range(random.choice((1, 4, 20)))]
            write = xlsx if form == "xlsx" else csv
            yield "odd_words", name, write(HEADINGS, rows)
        else:
            how_bytes = random.choice(damage.ANY if form == "xlsx" else damage.TEXT)
            yield how_bytes.__name__, name, how_bytes(random, data)


def play(app: Flask, client: FlaskClient, *, seed: int, count: int, tell: Callable[[str], None]) -> Tally:
    """Take every file, and say what came of it. The database is as it was in the end. `tell` hears how it goes."""
    tally = Tally()
    with app.test_request_context():
        begin_writing()
        sound = sound_files()
        db.session.rollback()
    for number, (kind, name, data) in enumerate(damaged(seed, count, sound)):
        began = time.process_time()
        where = f"{seed}:{number} {kind} {name}"
        try:
            with app.test_request_context():
                _take(name, data, Random(number), tally)
            if number % PAGES_EVERY == 0:
                _through_pages(client, name, data)
                tally.pages += 1
        except Exception as error:
            tally.odd.append(f"{where}: {type(error).__name__}: {str(error)[:300]}")
        tally.cases += 1
        tally.kinds[kind] += 1
        if tally.cases % 500 == 0:
            tell(f"{tally.cases}: odd={len(tally.odd)} peak_mb={peak_mb()}")
        seconds = time.process_time() - began
        if seconds > MOST_SECONDS:
            tally.odd.append(f"{where}: {seconds:.0f} s")
        tally.slowest = max(tally.slowest, (seconds, where))
    return tally


def _take(name: str, data: bytes, random: Random, tally: Tally) -> None:
    begin_writing()
    before = _counts()
    try:
        look = look_at(name, data)
        reading = look.reading(look.guess) if random.random() < 0.8 else None
        command = ImportRecords(name=name, data=data, reading=reading, accept_partial=random.random() < 0.5)
        result = import_records(command, doing=Doing(at=clock.now(), via="web"))
    except Refused as refused:
        db.session.rollback()
        _check_sentence(refused.message)
        assert _counts() == before, "a refusal left rows behind"
        tally.refusals += 1
    else:
        for rejection in result.rejected[:50]:
            _check_sentence(rejection.sentence)
        after = _counts()
        assert after[ProcessingActivity] - before[ProcessingActivity] == result.created, "not what the report says"
        if result.is_refused:
            assert after == before, "a refused file left rows behind"
            tally.refusals += 1
        else:
            tally.reports += 1
            tally.taken += bool(result.created or result.updated)
    db.session.rollback()


def _counts() -> dict[type, int]:
    return {model: db.session.scalar(select(func.count()).select_from(model)) or 0 for model in WATCHED}


def _check_sentence(sentence: str) -> None:
    assert sentence[:1] == sentence[:1].upper(), sentence
    assert 10 < len(sentence) < 900, sentence[:1_000]
    assert sentence.rstrip("»").endswith((".", "]", "?")) or ":" in sentence, sentence
    assert "Traceback" not in sentence
    assert "Error" not in sentence


def _through_pages(client: FlaskClient, name: str, data: bytes) -> None:
    """Upload, columns, words and preview; what is written is written by nobody here."""
    answer = client.post("/fortegnelse/import", data={"file": (io.BytesIO(data), name)})
    assert answer.status_code in (303, 422), answer.status
    if answer.status_code == 422:
        assert "form-error-message" in answer.text
        return
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200, page.status
    # Signs that no font draws are text like any other here; the strict reader of pages calls each of them an error.
    sent = client.post(answer.headers["Location"], data=read_form(_UNDRAWN.sub("?", page.text)))
    assert sent.status_code in (303, 422), sent.status
    if sent.status_code == 303:
        assert client.get(sent.headers["Location"]).status_code in (200, 409), "words or preview"
        preview = sent.headers["Location"].replace("/ord?", "/gennemse?")
        assert client.get(preview).status_code in (200, 409), "preview"
