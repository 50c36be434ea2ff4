"""What the record itself says of its screening: the field that the rules ask, and the reasons in words. Pure."""

from collections.abc import Callable, Iterator

from register.dpia.criteria import Criterion
from register.dpia.danger_list import DangerList, questions
from register.dpia.screening import OUTCOMES, Outcome, Reason

Translate = Callable[[str], str]


def screening_word(outcome: Outcome, way: str, *, is_done: bool) -> str:
    """The code of the record's field "dpia_screening".

    `way`: the assessment is left out although the answers call for it. `is_done`: an assessment has been approved.
    Nothing is said while the screening is open.
    """
    if way or outcome == "no":
        return "no"
    if is_done:
        return "done"
    return "yes" if outcome == "yes" else ""


def reason_words(reasons: tuple[Reason, ...], outcome: Outcome, translate: Translate) -> str:
    """The verdict and what it rests on, a line each: what the record keeps as the reason."""
    told = (f"– {translate(reason.message)} ({translate(reason.source)})" for reason in reasons)
    return "\n".join((translate(OUTCOMES[outcome]), *told))


def answered(answers: dict[str, bool | None], danger_list: DangerList) -> Iterator[tuple[Criterion, bool | None]]:
    """Every question of the list with what was answered, in order."""
    return ((question, answers.get(question.code)) for question in questions(danger_list))
