"""Units and people from a file (csv or xlsx), told apart by their headings."""

from app.organisation.importing.outcome import Change, Outcome, Report
from app.organisation.importing.run import import_organisation, text_of

__all__ = ["Change", "Outcome", "Report", "import_organisation", "text_of"]
