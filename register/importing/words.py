"""What came of an import, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from register.importing.outcome import RegisterImport


def counts_in_words(result: RegisterImport) -> str:
    """ "94 behandlinger læst: 94 oprettet, 0 ændret, 0 uændret." with what was left out and what stayed."""
    read = ngettext("%(num)s behandling læst", "%(num)s behandlinger læst", result.read)
    text: str = _(
        "%(read)s: %(created)s oprettet, %(updated)s ændret, %(unchanged)s uændret.",
        read=read,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
    )
    left = result.read - result.created - result.updated - result.unchanged - result.retired
    if left:
        text += " " + ngettext("%(num)s er sprunget over.", "%(num)s er sprunget over.", left)
    if result.retired:
        text += " " + ngettext(
            "%(num)s er udgået og bliver stående.", "%(num)s er udgået og bliver stående.", result.retired
        )
    if result.kept:
        text += " " + ngettext(
            "%(num)s felt er rettet her siden sidst og bliver stående.",
            "%(num)s felter er rettet her siden sidst og bliver stående.",
            len(result.kept),
        )
    return text
