"""What the annual cycle brings to the whole."""

from datetime import datetime

from aarshjul.cli import aarshjul as aarshjul_commands
from aarshjul.meeting import model as _meeting  # noqa: F401 - the tables
from aarshjul.meeting.actions import add_base_data as add_bodies
from aarshjul.plan import model as _plan  # noqa: F401
from aarshjul.reminder import model as _reminder  # noqa: F401
from aarshjul.status.cli import report as report_commands
from aarshjul.status.views import blueprint as status_blueprint
from aarshjul.status.views import report_menu
from aarshjul.task import model as _task  # noqa: F401
from app.core.part import Part
from app.core.slots import Slots


def _fill(slots: Slots) -> None:
    slots.menu.append(report_menu)


def _base_data(_now: datetime) -> None:
    add_bodies()


aarshjul = Part(
    name="aarshjul",
    blueprints=(status_blueprint,),
    commands=(
        aarshjul_commands,
        report_commands,
    ),
    fill=_fill,
    base_data=_base_data,
)
