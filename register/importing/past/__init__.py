"""Imports that were made: what each did to every record, so that a whole import can be undone."""
