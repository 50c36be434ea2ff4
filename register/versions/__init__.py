"""Every version of the records around an activity, kept whole."""
