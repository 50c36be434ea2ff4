"""The form of a scale of one's own: as many fields as its size has steps and cells."""

from itertools import product
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import InputRequired

from app.core.forms import BaseForm, choices_of, text_field
from register.risk.scale import COLOUR_WORDS, Axis, Colour, Flaw, Level, Scale

AXES: tuple[Axis, ...] = ("consequence", "likelihood")


class ScaleForm(BaseForm):
    """A scale being made; `sized` gives the form of a size."""

    name = text_field(_l("Navn"), most=100, required=InputRequired(_l("Giv skalaen et navn.")))
    rows: int
    columns: int

    def level(self, axis: Axis, grade: int) -> tuple[Any, Any]:
        """The fields of a step: name and anchor."""
        return self[f"{axis}_{grade}_name"], self[f"{axis}_{grade}_anchor"]

    def cell(self, consequence: int, likelihood: int) -> Any:
        """The field of a cell."""
        return self[f"cell_{consequence}_{likelihood}"]

    def fill(self, scale: Scale) -> None:
        """Begin from a scale: what it has of this size; a cell beyond it is as bad as the nearest one it has."""
        self.name.data = _(scale.name)
        for axis, levels in (("consequence", scale.consequences), ("likelihood", scale.likelihoods)):
            for level in levels:
                if f"{axis}_{level.grade}_name" in self:
                    name, anchor = self[f"{axis}_{level.grade}_name"], self[f"{axis}_{level.grade}_anchor"]
                    name.data, anchor.data = _(level.name), _(level.anchor) if level.anchor else ""
        for row, column in product(range(1, self.rows + 1), range(1, self.columns + 1)):
            near = scale.cells[min(row, len(scale.consequences)) - 1][min(column, len(scale.likelihoods)) - 1]
            self.cell(row, column).data = near

    def to_scale(self, code: str, version: int) -> Scale:
        """The scale as it was written; whether it may be used, `flaws` says."""
        return Scale(
            code=code,
            version=version,
            name=self.name.data or "",
            consequences=self._levels("consequence", self.rows),
            likelihoods=self._levels("likelihood", self.columns),
            cells=tuple(
                tuple(self._colour(row, column) for column in range(1, self.columns + 1))
                for row in range(1, self.rows + 1)
            ),
        )

    def refuse_flaw(self, flaw: Flaw) -> None:
        """Show what is wrong at its place; a cell says where it is by its label, so that it needs fewer words."""
        parts = flaw.place.split("-")
        if parts[0] == "cell":
            self.refuse(
                _("Farven er mildere end i feltet på trinnet under. Vælg en værre farve her eller en mildere dér."),
                "_".join(parts),
            )
        elif len(parts) > 1:
            self.refuse(_(flaw.message, **flaw.values), f"{parts[0]}_{parts[1]}_name")
        else:
            self.refuse(_(flaw.message, **flaw.values))

    def _levels(self, axis: Axis, count: int) -> tuple[Level, ...]:
        return tuple(
            Level(grade, *(field.data or "" for field in self.level(axis, grade))) for grade in range(1, count + 1)
        )

    def _colour(self, row: int, column: int) -> Colour:
        colour: Colour = self.cell(row, column).data
        return colour


def sized(rows: int, columns: int) -> type[ScaleForm]:
    """The form of a scale with so many consequences and likelihoods."""
    fields: dict[str, Any] = {"rows": rows, "columns": columns}
    for axis, count in zip(AXES, (rows, columns), strict=True):
        for grade in range(1, count + 1):
            is_consequence = axis == "consequence"
            label = _("Konsekvens %(n)s", n=grade) if is_consequence else _("Sandsynlighed %(n)s", n=grade)
            fields[f"{axis}_{grade}_name"] = text_field(label, most=60)
            fields[f"{axis}_{grade}_anchor"] = text_field(_("%(label)s: hvornår?", label=label), most=300)
    words = {str(code): word for code, word in COLOUR_WORDS.items()}
    for row, column in product(range(1, rows + 1), range(1, columns + 1)):
        label = _("Farve: konsekvens %(row)s, sandsynlighed %(column)s", row=row, column=column)
        fields[f"cell_{row}_{column}"] = SelectField(label, choices=choices_of(words), default="green")
    return type(f"ScaleForm{rows}x{columns}", (ScaleForm,), fields)
