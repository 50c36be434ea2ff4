"""What the annual cycle brings to the whole."""

from aarshjul.meeting import model as _meeting  # noqa: F401 - the tables
from aarshjul.plan import model as _plan  # noqa: F401
from aarshjul.reminder import model as _reminder  # noqa: F401
from aarshjul.task import model as _task  # noqa: F401
from app.core.part import Part

aarshjul = Part(name="aarshjul")
