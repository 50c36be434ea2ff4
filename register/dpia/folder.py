"""An impact assessment with all it leans on, as the rules and the pages ask about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from app.core import clock
from register.dpia.drawing import NOTHING, Drawn, draw_risks
from register.dpia.life import Dossier, Opinion, State, text_hash
from register.dpia.model import Dpia
from register.dpia.row_model import DpiaConsultation, DpiaOpinion
from register.dpia.sections import Section, sections_of
from register.dpia.store import facts_of, find_consultation, list_editor_ids, list_opinions
from register.risk.scale import SEVERITY, Colour

RISKS = "risks"


def state_of(dpia: Dpia) -> State:
    """Its state, as the rules know it: the database holds no other."""
    return cast(State, dpia.state)


@dataclass(frozen=True)
class Folder:
    """An assessment as it stands today. `drawn` are the risks it draws from while it is worked on.

    `opinions` are those that have been signed, newest first.
    """

    dpia: Dpia
    drawn: Drawn
    opinions: Sequence[DpiaOpinion]
    consultation: DpiaConsultation | None
    editors: frozenset[int]

    @cached_property
    def uses_ai(self) -> bool:
        """Whether the section on AI is asked: as the record says while it is worked on, then as it was approved."""
        return self.dpia.activity.ai_used == "yes" if self.dpia.is_open else self.dpia.uses_ai

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in order."""
        return sections_of(uses_ai=self.uses_ai)

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """The whole text by section, the risks as they stand among it."""
        stored = self.dpia.texts
        risks = self.drawn.text if self.dpia.is_open else stored.get(RISKS, "")
        return {one.code: risks if one.is_drawn else stored.get(one.code, "") for one in self.sections}

    @cached_property
    def text_hash(self) -> str:
        """What tells this text from another."""
        return text_hash(self.texts)

    @cached_property
    def residual(self) -> Colour | None:
        """The colour of what is left: as it stands, or as it was when it was approved."""
        if self.dpia.is_open:
            return self.drawn.residual
        return cast(Colour, self.dpia.residual) if self.dpia.residual else None

    @property
    def newest(self) -> DpiaOpinion | None:
        """The opinion that was signed last, whatever text it was given on."""
        return self.opinions[0] if self.opinions else None

    @property
    def holds_opinion(self) -> bool:
        """Whether the newest opinion was given on the text as it stands."""
        return self.newest is not None and self.newest.text_hash == self.text_hash

    @property
    def dossier(self) -> Dossier:
        """The same for the rules."""
        opinion = self.newest
        return Dossier(
            state=state_of(self.dpia),
            texts=self.texts,
            uses_ai=self.uses_ai,
            residual=self.residual,
            opinion=Opinion(opinion.text_hash, clock.day_of(opinion.signed_at or opinion.at)) if opinion else None,
            consultation=facts_of(self.consultation),
            consulted_on=SEVERITY[self.consultation.severity] if self.consultation else None,
            is_stopped=self.consultation is not None and self.consultation.outcome == "stop",
            editors=self.editors,
        )


def open_folder(dpia: Dpia) -> Folder:
    """The assessment with all it leans on. The caller has shown that it may be seen."""
    return Folder(
        dpia=dpia,
        drawn=draw_risks(dpia.activity_id) if dpia.is_open else NOTHING,
        opinions=list_opinions(dpia.id),
        consultation=find_consultation(dpia.id),
        editors=list_editor_ids(dpia.id),
    )
