"""Counting wrong tries in the database, so that all processes share the count."""
