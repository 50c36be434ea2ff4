"""A report with everything there can be in one: eight administrations, five years and every text; made of values."""

from collections.abc import Sequence
from datetime import date, timedelta

from aarshjul.status.comparing import Before
from aarshjul.status.decisions import OpenDecision
from aarshjul.status.figures import Counts
from aarshjul.status.history import Point
from aarshjul.status.kpis import KPIS
from aarshjul.status.report import StatusReport, make_row
from aarshjul.status.store import DoneTask, OverdueTask, Unhandled
from aarshjul.status.texts import DpoPart, Head, Recommended, Remark, Texts
from aarshjul.wheel import WheelRing, WheelTask
from tests.make import NOW

AS_OF = date(2027, 3, 1)
NAMES = (
    "Social og Sundhed", "Børn og Kultur", "Teknik og Miljø", "Beskæftigelse og Borgerservice",
    "Plan, Vækst og Erhverv", "Økonomi og Personale", "Digitalisering og It", "Sekretariat og Jura",
)  # fmt: skip
CODES = ("SOC", "BOK", "TEK", "BES", "PVE", "ØKO", "DIG", "SEK")
TASKS = (
    "Slettekontrol i fagsystemer", "Gennemgang af brugerrettigheder", "Kontrol af logs i omsorgssystemet",
    "Tilsyn med databehandlere", "Opdatering af beredskabsplanen", "Øvelse i at opdage et brud",
    "Gennemgang af fælles postkasser", "Oplysningspligt i blanketter", "Samtykker i skolefotos", "Awareness for ledere",
)  # fmt: skip
REMARK = (
    "Vi er kommet godt i gang med gennemgangen efter sommeren, men to fagsystemer skiftes ud i foråret, og derfor "
    "venter risikovurderingerne på de nye aftaler. Slettekontrollen er aftalt med leverandøren til maj."
)


def counts(place: int) -> Counts:
    """Figures of one administration, no two alike."""
    records = 21 + 7 * place
    return Counts(
        records=records, art30_fulfilled=records - (place * 3) % 8, reviewed=records - 2 * place,
        reviews_overdue=place, assessed=records - 3 - place, risks=records + 4, red=place % 3,
        red_undecided=1 if place == 5 else 0, orange=2 + place, orange_undecided=place % 2, expiring=place % 3,
        dpia_required=4 + place, dpia_done=4 + place - place % 2, processors=20 + place,
        with_agreement=20 + place - (place == 3), supervisions_planned=10 + place,
        supervisions_held=10 + place - place % 4, supervisions_remarked=place % 5, tasks_due=31 + place,
        done_on_time=31 + place - 2 * place, done_late=place, overdue=1 + place, overdue_long=place % 5,
        year_tasks=120 + place, year_done=24 + place, year_postponed=place % 4, next_quarter=35 + place,
        at_hand=60 * (210 - 10 * place), planned=60 * (180 + 5 * place), spent=60 * 40 + 30 * place,
        decisions=2 if place < 4 else 0, decisions_postponed=1 if place == 1 else 0,
    )  # fmt: skip


def full_report(administrations: int = 8, *, frozen: bool = True) -> StatusReport:
    """The report, with more administrations than there are names where asked."""
    rows = tuple(
        make_row(
            CODES[n] if n < len(CODES) else f"N{n}", NAMES[n] if n < len(NAMES) else f"Enhed {n}", counts(n % 40), KPIS
        )
        for n in range(administrations)
    )
    total = make_row("", "Hele kommunen", sum((row.counts for row in rows), Counts()), KPIS)
    months = [date(2022 + (2 + n) // 12, (2 + n) % 12 + 1, 1) for n in range(61)]
    return StatusReport(
        municipality="Fjordby Kommune", body_code="DDS", body_name="Styregruppen for databeskyttelse og sikkerhed",
        title="Statusrapport til DDS", as_of=AS_OF, since=date(2027, 1, 1), made_at=NOW,
        frozen_at=NOW if frozen else None, kpis=tuple(KPIS), rows=rows, total=total,
        overdue=tuple(_overdue(n) for n in range(40)), overdue_total=57,
        done=tuple(
            DoneTask(
                id=n, title=TASKS[n % 10], unit=f"Enhed {n}", administration=NAMES[n % 8],
                due_on=AS_OF - timedelta(days=n), done_on=AS_OF - timedelta(days=n + 1),
            )
            for n in range(20)
        ),
        done_total=193,
        unhandled=tuple(
            Unhandled(
                code=f"T{n:02}", title=TASKS[n], administration=NAMES[n % 8], degree=("not", "hardly", "partly")[n % 3],
                risk_level=("high", "medium", "low")[n % 3], proposed_year=2027 + n % 3 or None,
                planned_from=2028 if n % 2 else None,
            )
            for n in range(10)
        ),
        unhandled_total=34, open_decisions=tuple(_decisions()), open_decisions_total=9,
        rings=tuple(
            WheelRing(
                label=name,
                tasks=tuple(
                    WheelTask(id=12 * place + n, title=TASKS[n % 10], due_on=date(2027, n + 1, 10), state=_state(n))
                    for n in range(12)
                ),
            )
            for place, name in enumerate(row.name for row in rows[:8])
        ),
        history={
            kpi.code: tuple(
                Point(month, 40 + 2 * place + n // 2 - n % 3, 100) if kpi.whole else Point(month, (60 - n) // 10, None)
                for n, month in enumerate(months)
            )
            for place, kpi in enumerate(KPIS)
        },
        head=Head(edition=2, meeting_on=date(2027, 3, 18), confidentiality="internal", has_signatures=True),
        texts=Texts(
            remarks=tuple(Remark(row.code, row.name, f"{row.name}: {REMARK}") for row in rows[:8]),
            recommendations=(
                Recommended(1, "Tag statusrapporten til efterretning", ""),
                Recommended(2, "Godkend handlingsplanen for de røde restrisici", "To systemer mangler en beslutning."),
                Recommended(3, "Beslut 120 timer til slettekontrol i 2027", "Timerne tages af puljen til data."),
            ),
            dpo=DpoPart(
                "Jeg har ført tilsyn med fortegnelsen i to forvaltninger. Praksis er blevet mere ens.\n\n"
                "Jeg henstiller, at de aftaler, der mangler, kommer på plads før sommer.",
                "Dorte Dun", date(2027, 2, 26),
            ),
        ),
        before=Before(
            report_id=1, title="Statusrapport til DDS", as_of=date(2026, 11, 30),
            values={
                row.code: {m.code: (max(0, m.part - 1 + n % 3), m.whole) for n, m in enumerate(row.measures)}
                for row in (*rows, total)
            },
        ),
    )  # fmt: skip


def _overdue(n: int) -> OverdueTask:
    return OverdueTask(
        id=n, title=TASKS[n % 10], unit=f"Enhed {n}", administration=NAMES[n % 8],
        due_on=AS_OF - timedelta(days=80 - n), days=80 - n,
    )  # fmt: skip


def _decisions() -> Sequence[OpenDecision]:
    day = date(2026, 12, 10)
    return (
        OpenDecision(title="Fælles postkasser uden ejer", administration=NAMES[1], decided_on=day, outcome="postponed",
                     postponed=2),
        OpenDecision(title="Koncernejerskab for mobile enheder", administration=NAMES[6], decided_on=day,
                     outcome="referred", is_waiting=True),
        OpenDecision(title="Regler for digital post, mail og kalender", administration="", decided_on=day,
                     outcome="again"),
        *(
            OpenDecision(title=f"Send besked til lederne om {task.lower()}", administration=NAMES[n],
                         decided_on=day - timedelta(days=60), due_on=AS_OF + timedelta(days=20 * n - 25))
            for n, task in enumerate(TASKS[:6])
        ),
    )  # fmt: skip


def _state(month: int) -> str:
    return ("done", "overdue", "soon", "on_time")[min(month, 3)] if month < 4 else "on_time"
