"""/fortegnelse/import/…: what helps on the way from a file to the preview.

The file's words that fit none of ours, the file with its errors beside the rows, and mappings that are saved.
"""

from io import BytesIO
from typing import Any

from flask import flash, render_template, send_file, url_for
from flask_babel import gettext as _

from app.auth.web import doing_of, signed_in
from app.core import clock
from app.core.errors import Refused
from app.core.limits import heavy
from app.core.web import answer_invalid, see_other
from register.importing.actions import plan_import
from register.importing.errors import MIME, write_errors
from register.importing.forms import SaveForm, UseForm, WordsForm
from register.importing.saved.actions import remove_mapping, save_mapping
from register.importing.saved.fitting import choice_by, use_saved
from register.importing.saved.rules import SavedMapping
from register.importing.saved.store import get_mapping, list_mappings
from register.importing.unfit import MOST_WORDS
from register.importing.web import (
    args_of,
    blueprint,
    choice_of_address,
    command_of,
    gone,
    guard,
    keep_words,
    look_of,
    unfit_in,
    waiting,
    words_of,
)


@blueprint.get("/<token>/ord")
@heavy
@signed_in
def words(token: str) -> Any:
    """Say what the file's own words stand for; a proposal stands there already."""
    guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    choice = choice_of_address()
    form = WordsForm.of(unfit_in(kept, choice), words_of(kept))
    return render_template("register/importing/words.html", **_words_page(form, token))


@blueprint.post("/<token>/ord")
@heavy
@signed_in
def choose_words(token: str) -> Any:
    """Keep what was chosen, and go on to the preview."""
    guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    form = WordsForm.of(unfit_in(kept, choice_of_address()), words_of(kept))
    if not form.validate():
        return answer_invalid("register/importing/words.html", **_words_page(form, token))
    keep_words(kept, form.to_words(words_of(kept)))
    return see_other(url_for("importing.preview", token=token, **args_of(choice_of_address())))


@blueprint.get("/<token>/fejl.<any(xlsx, csv):form>")
@heavy
@signed_in
def errors(token: str, form: str) -> Any:
    """The file with what is wrong beside each row."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    command = command_of(kept, choice_of_address(), viewer)
    data = write_errors(form, command, plan_import(command))
    name = _("fejl-%(day)s", day=clock.today().isoformat())
    return send_file(BytesIO(data), mimetype=MIME[form], as_attachment=True, download_name=f"{name}.{form}")


@blueprint.post("/<token>/gem")
@signed_in
def save(token: str) -> Any:
    """Save the choices under a name, for the next edition of the same list."""
    viewer = guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    choice, form = choice_of_address(), SaveForm()
    there = url_for("importing.preview", token=token, **args_of(choice))
    if not form.validate():
        flash(" ".join(map(str, form.name.errors)) or _("Siden er for gammel. Prøv igen."), "error")
        return see_other(there)
    saved = SavedMapping.of(look_of(kept, choice), choice, words_of(kept))
    try:
        mapping = save_mapping(form.name.data or "", saved, doing=doing_of(viewer))
    except Refused as refused:
        flash(refused.message, "error")
        return see_other(there)
    flash(
        _("Gemt som «%(name)s». Næste gang I vælger en fil med de samme kolonner, er de udfyldt.", name=mapping.name),
        "success",
    )
    return see_other(there)


@blueprint.post("/<token>/brug")
@heavy
@signed_in
def use(token: str) -> Any:
    """Fill in the columns as a saved mapping has them."""
    guard()
    kept = waiting(token)
    if kept is None:
        return gone()
    form = UseForm.of(list_mappings())
    there = url_for("importing.columns", token=token)
    if not form.validate():
        flash(_("Vælg en, der er gemt."), "error")
        return see_other(there)
    mapping = get_mapping(form.mapping.data)
    choice = choice_by(kept, look_of(kept, choice_of_address()), SavedMapping.from_json(mapping.held))
    if choice is None:
        flash(_("Filen har ikke alle de kolonner, som «%(name)s» bruger.", name=mapping.name), "error")
        return see_other(there)
    use_saved(kept, mapping)
    flash(_("Kolonnerne er udfyldt, som I har gemt dem under «%(name)s».", name=mapping.name), "info")
    return see_other(url_for("importing.columns", token=token, **args_of(choice)))


@blueprint.post("/gemt/<int:mapping_id>/slet")
@signed_in
def remove(mapping_id: int) -> Any:
    """Remove a saved mapping; what was imported with it stays."""
    viewer = guard()
    name = remove_mapping(mapping_id, doing=doing_of(viewer))
    flash(_("«%(name)s» er slettet. Det, I har importeret med den, bliver stående.", name=name), "success")
    return see_other(url_for("importing.upload"))


def _words_page(form: WordsForm, token: str) -> dict[str, Any]:
    args = args_of(choice_of_address())
    return {
        "form": form,
        "most": MOST_WORDS,
        "skip_url": url_for("importing.preview", token=token, **args),
        "columns_url": url_for("importing.columns", token=token, **args),
    }
