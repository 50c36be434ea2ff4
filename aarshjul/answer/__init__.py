"""Answering a task from the link in a mail."""
