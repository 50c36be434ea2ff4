"""When somebody leaves: all that hangs on them, and handing it over."""
