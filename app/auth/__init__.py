"""Signing in, and what a signed-in person may see and do."""
