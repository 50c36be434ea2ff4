"""Signed links that work without signing in."""
