"""Dated tasks: what someone does by when."""
