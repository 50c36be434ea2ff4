"""What the register brings to the whole."""

from app.core.part import Part
from register.activity import model as _activity  # noqa: F401 - the tables
from register.risk import model as _risk  # noqa: F401
from register.system import model as _system  # noqa: F401

register = Part(name="register")
