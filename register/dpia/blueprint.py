"""The addresses of screenings and impact assessments; several modules hang theirs here."""

from flask import Blueprint

from app.auth.viewer import Viewer
from app.auth.web import get_viewer
from register.activity.model import ProcessingActivity
from register.activity.store import get_activity
from register.dpia.model import Dpia
from register.dpia.showing import path_of
from register.dpia.store import get_dpia

blueprint = Blueprint("dpia", __name__)
RECORD = "/fortegnelse/<int:activity_id>/konsekvensanalyse"
ONE = "/konsekvensanalyser/<int:dpia_id>"


def the_record(activity_id: int, verb: str = "read") -> tuple[ProcessingActivity, Viewer]:
    """The record and who asks, where they may do this to its assessments. Raises NotFound, Forbidden."""
    viewer = get_viewer()
    activity = get_activity(activity_id, scope=viewer.scope("dpia", "read"))
    viewer.must(verb, "dpia", path_of(activity))
    return activity, viewer


def the_dpia(dpia_id: int, verb: str = "read") -> tuple[Dpia, Viewer]:
    """The assessment and who asks, where they may do this to it. Raises NotFound, Forbidden."""
    viewer = get_viewer()
    dpia = get_dpia(dpia_id, scope=viewer.scope("dpia", "read"))
    viewer.must(verb, "dpia", path_of(dpia.activity))
    return dpia, viewer
