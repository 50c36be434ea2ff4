"""A finding in words: the one place where its sentence is made."""

from flask_babel import gettext as _

from register.activity.rules import Finding


def sentence(finding: Finding) -> str:
    """What is missing, in the reader's language, with what it is about."""
    words = {name: _(value) if value else "" for name, value in finding.values.items()}
    # Filled here and not by gettext: a sentence without places may hold a percent sign of its own.
    message = str(_(finding.message))
    if words:
        message %= words
    return f"{message} («{finding.quote}»)" if finding.quote else message
