"""What people are told of a job."""

from datetime import timedelta

from flask_babel import gettext as _

from app.core.filters import size_words
from app.core.part import JobKind
from app.job.rules import MOST_TRIES

_MINUTE, _HOUR = 60, 3600


def left_words(left: timedelta | None) -> str:
    """ "cirka 3 minutter tilbage"; empty when it is not known."""
    if left is None:
        return ""
    seconds = left.total_seconds()
    if seconds < _MINUTE:
        return _("under 1 minut tilbage")
    return _("cirka %(time)s tilbage", time=duration_words(seconds))


def duration_words(seconds: float) -> str:
    """ "1 minut", "45 minutter", "2 timer": rounded, and never less than a minute."""
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < 90:
        return _("1 minut") if minutes == 1 else _("%(n)s minutter", n=minutes)
    hours = round(seconds / _HOUR)
    return _("%(n)s timer", n=hours)


def too_much_memory(kind: JobKind) -> str:
    """Why it was stopped, and what to do."""
    return _(
        "Arbejdet krævede mere end de %(most)s hukommelse, det må bruge, og blev stoppet. "
        "Vælg færre poster, og bestil igen.",
        most=size_words(kind.memory),
    )


def too_long(kind: JobKind) -> str:
    """Why it was stopped, and what to do."""
    return _(
        "Arbejdet tog længere tid end de %(most)s, det må tage, og blev stoppet. Vælg færre poster, og bestil igen.",
        most=duration_words(kind.seconds),
    )


def broke_off() -> str:
    """Why it is not tried any more, and what to do."""
    return _(
        "Arbejdet gik i stå undervejs %(tries)s gange og bliver ikke prøvet mere. "
        "Bestil igen senere. Bliver det ved, så sig det til it-afdelingen.",
        tries=MOST_TRIES,
    )


def our_mistake() -> str:
    """What a person is told of an error in the program."""
    return _(
        "Der er en fejl i programmet, så arbejdet ikke kunne gøres færdigt. Fejlen står i loggen: "
        "sig det til it-afdelingen, og skriv, hvad du bestilte."
    )


def gone() -> str:
    """What a person is told when what was ordered is not there any more, or not theirs to see."""
    return _("Det, du bestilte, findes ikke mere, eller du må ikke se det mere. Find det frem igen, og bestil så.")
