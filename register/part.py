"""What the register brings to the whole."""

from datetime import datetime

from app.core.part import Part
from app.core.slots import Slots
from register.activity import model as _activity  # noqa: F401 - the tables
from register.activity.slots import fill_slots as fill_activity_slots
from register.activity.views import blueprint as activity_blueprint
from register.cli import register_commands
from register.demo_data import add_demo_register
from register.exporting.views import blueprint as exporting_blueprint
from register.importing.views import blueprint as importing_blueprint
from register.risk.actions import add_base_data as add_scales
from register.risk.views import blueprint as risk_blueprint
from register.risk.views import fill_slots as fill_risk_slots
from register.system import model as _system  # noqa: F401
from register.system.slots import fill_slots as fill_system_slots
from register.system.views import blueprint as system_blueprint


def _fill(slots: Slots) -> None:
    fill_activity_slots(slots)
    fill_system_slots(slots)
    fill_risk_slots(slots)


def _base_data(_now: datetime) -> None:
    add_scales()


register = Part(
    name="register",
    blueprints=(activity_blueprint, exporting_blueprint, importing_blueprint, system_blueprint, risk_blueprint),
    commands=(register_commands,),
    fill=_fill,
    base_data=_base_data,
    demo_data=add_demo_register,
)
