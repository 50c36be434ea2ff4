"""R37-R43, R49, R51: what follows from the processing (Art. 13, 14, 22, 32, 35, 36 and the AI Act)."""

from collections.abc import Iterator, Mapping
from datetime import date

from app.core.text import N_
from register.activity.content import ActivityContent
from register.activity.rules.known import Context, RiskFacts
from register.activity.rules.reading import has_article_9, has_category, has_sensitive, years_after
from register.activity.rules.rule import BOTH, RISK, Hit, Rule, when

YEARS_TO_NEXT: Mapping[str, int] = {
    "red": 1, "orange": 1, "yellow": 2, "light_green": 3, "green": 3,
}  # fmt: skip
"""How long a risk assessment of a colour holds where it does not say so itself."""


def _r37(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Data subjects are told: Art. 13, and Art. 14 where the data come from others than themselves."""
    comes_from_others = any(source != "subject" for source in content.data_sources)
    has_text = bool(content.info_ref.strip()) or context.facts.has_information_text
    is_untold = comes_from_others and not has_text and content.info_duty != "exempt"
    yield from when(content.info_duty in {"no", "unknown"} or is_untold)


def _r38(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """An exception from telling rests on a provision: Art. 13(4), Art. 14(5), databeskyttelsesloven § 22."""
    yield from when(content.info_duty == "exempt" and not content.info_basis.strip())


def _r39(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Automated decisions need an exception: Art. 22(2), and for special categories 9(2)(a) or (g): Art. 22(4)."""
    lacks_article_9 = has_sensitive(content) and not has_article_9(content, "a", "g")
    lacks_basis = not content.automated_basis or lacks_article_9
    yield from when(content.automated_decision == "decision" and lacks_basis)


def _r40(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Whether an impact assessment is needed has been judged: Art. 35(1)."""
    yield from when(not content.dpia_screening)


def _r41(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """An impact assessment that is needed is approved before processing begins: Art. 35(1)."""
    yield from when(content.dpia_screening in {"yes", "done"} and content.dpia_approved_on is None)


def _r42(content: ActivityContent, context: Context) -> Iterator[Hit]:
    """A risk assessment that still holds: Art. 24(1), Art. 32(1)-(2). Sharper where harm would be worse."""
    risk = context.facts.risk
    is_sharp = has_sensitive(content) or has_category(content, "cpr", "criminal")
    is_old = risk is None or context.today > _holds_until(risk)
    yield from when(is_old, Hit(severity="error" if is_sharp else None))


def _holds_until(risk: RiskFacts) -> date:
    return risk.next_on or years_after(risk.assessed_on, YEARS_TO_NEXT.get(risk.colour, 1))


def _r43(_content: ActivityContent, context: Context) -> Iterator[Hit]:
    """Nobody but the management lives with a red risk: Art. 24(1), Art. 32(1)."""
    risk = context.facts.risk
    yield from when(risk is not None and risk.colour == "red" and not risk.is_accepted)


def _r49(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """AI is classified, and what is prohibited is not used: Art. 5 and 6 of Regulation (EU) 2024/1689."""
    if content.ai_class == "prohibited":
        yield Hit(about="prohibited", message=PROHIBITED)
    else:
        yield from when(content.ai_used == "yes" and not content.ai_class)


def _r51(content: ActivityContent, _context: Context) -> Iterator[Hit]:
    """Where a high risk remains, Datatilsynet is consulted first: Art. 36(1)."""
    is_high = content.dpia_approved_on is not None and content.dpia_high_residual
    yield from when(is_high and content.dpia_consulted_on is None)


PROHIBITED = N_("Forbudt AI-praksis må ikke anvendes.")
R37 = Rule(
    "R37", "warning", False, "info_duty",
    N_("art. 13 og 14"), N_("mangler dokumentation for oplysningspligt"),
    N_("Oplysningspligten er ikke dokumenteret (art. 13/14)."), _r37,
)  # fmt: skip
R38 = Rule(
    "R38", "error", False, "info_basis",
    N_("art. 13, stk. 4, og 14, stk. 5"), N_("mangler hjemmel for undtagelse fra oplysningspligt"),
    N_("Angiv hjemmel for undtagelse fra oplysningspligten."), _r38,
)  # fmt: skip
R39 = Rule(
    "R39", "error", False, "automated_basis",
    N_("art. 22, stk. 2 og 4"), N_("mangler grundlag for automatiske afgørelser"),
    N_("Automatiske afgørelser kræver grundlag i art. 22, stk. 2."), _r39,
)  # fmt: skip
R40 = Rule(
    "R40", "error", False, "dpia_screening",
    N_("art. 35, stk. 1"), N_("mangler screening for konsekvensanalyse"),
    N_("Screening for konsekvensanalyse mangler (art. 35)."), _r40,
)  # fmt: skip
R41 = Rule(
    "R41", "error", False, "dpia_approved_on",
    N_("art. 35, stk. 1"), N_("mangler godkendt konsekvensanalyse"),
    N_("Konsekvensanalyse skal være gennemført før behandlingen påbegyndes."), _r41, only_at_approval=True,
)  # fmt: skip
R42 = Rule(
    "R42", "warning", False, RISK,
    N_("art. 24 og 32"), N_("mangler risikovurdering"),
    N_("Risikovurdering mangler eller er forældet."), _r42,
)  # fmt: skip
R43 = Rule(
    "R43", "error", False, RISK,
    N_("art. 24 og 32"), N_("mangler ledelsesbeslutning om rød restrisiko"),
    N_("Rød restrisiko kræver ledelsesbeslutning."), _r43,
)  # fmt: skip
R49 = Rule(
    "R49", "error", False, "ai_class",
    N_("AI-forordningens art. 5 og 6"), N_("mangler klassifikation af AI"),
    N_("Klassificér AI-anvendelsen."), _r49, BOTH,
)  # fmt: skip
R51 = Rule(
    "R51", "error", False, "dpia_consulted_on",
    N_("art. 36, stk. 1"), N_("mangler høring af Datatilsynet"),
    N_("Restrisikoen er fortsat høj. Datatilsynet skal høres, før behandlingen går i gang (art. 36)."), _r51,
)  # fmt: skip
