"""Campaigns in which leaders confirm all their own records at once."""
