"""Processes that work in the background and prove that they are alive."""
