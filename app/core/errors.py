"""What the domain says when it says no. The web edge and the command line give each its number."""


class Refused(Exception):
    """Something that may not be done; `message` is a Danish sentence that says why and what to do instead."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class NotFound(Exception):
    """There is no such row, or none that this person may see; the two are told apart by nobody."""


class Forbidden(Refused):
    """The row is visible to this person, who may not change it."""


class EditConflict(Refused):
    """Somebody else has changed the row since it was read."""
