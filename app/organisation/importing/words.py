"""What an import did, in words: one line for a page, the whole of it for the command line."""

from collections.abc import Iterator

from flask_babel import gettext as _

from app.organisation.importing.outcome import GROUPS, Consequence, Report

MOST_SHOWN = 50
"""Lines of each group; the counts are of all."""


def summary_of(report: Report) -> str:
    """The counts, on one line."""
    result = report.result
    noun = _("enheder") if report.form == "units" else _("rækker med personer")
    text = _(
        "Læst %(read)d %(noun)s: %(created)d oprettet, %(updated)d ændret, %(unchanged)d uændret.",
        read=result.read, noun=noun, created=result.created, updated=result.updated, unchanged=result.unchanged,
    )  # fmt: skip
    return f"{text} {_gone_words(report)}" if report.left.gone else text


def text_of(report: Report) -> str:
    """The whole report, for a person at the command line: the counts, each group of consequences, and notes."""
    return "\n".join([summary_of(report), *_groups(report), *report.notes])


def would_do(report: Report) -> str:
    """What a file that was refused would have done."""
    return "\n".join([_("Det ville filen have gjort:"), *_groups(report)])


def _gone_words(report: Report) -> str:
    count = len(report.left.gone)
    if report.form == "units":
        return _("%(n)s enhed er lukket.", n=count) if count == 1 else _("%(n)s enheder er lukket.", n=count)
    return (
        _("Adgangen er lukket for %(n)s person.", n=count)
        if count == 1
        else _("Adgangen er lukket for %(n)s personer.", n=count)
    )


def _groups(report: Report) -> Iterator[str]:
    for group, consequences in report.consequences().items():
        if not consequences:
            continue
        yield f"{_(GROUPS[group])} ({len(consequences)}):"
        for consequence in consequences[:MOST_SHOWN]:
            yield f"  {line_of(consequence)}"
        if len(consequences) > MOST_SHOWN:
            yield "  " + _("og %(n)s til", n=len(consequences) - MOST_SHOWN)


def line_of(consequence: Consequence) -> str:
    """One consequence: "Hjemmeplejen (SOC-HJ): Social (SOC) → Børn og Kultur (BOK); 3 behandlinger følger med"."""
    parts = []
    if consequence.group != "created":
        for change in consequence.changes:
            before, after = change.shown
            is_plain = consequence.group in ("renamed", "moved")
            label = "" if is_plain else f"{_(change.label)}: "
            parts.append(f"{label}{before or _('ingen')} → {after or _('ingen')}")
    if consequence.hangs:
        hangs = ", ".join(consequence.hangs)
        parts.append(_("%(hangs)s følger med", hangs=hangs) if consequence.group == "moved" else hangs)
    if consequence.why:
        parts.append(_(consequence.why))
    title = consequence.title if consequence.key in consequence.title else f"{consequence.title} ({consequence.key})"
    return f"{title}: {'; '.join(parts)}" if parts else title
