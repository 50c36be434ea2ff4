"""The people who use the program: their roles, and whether they may come in."""
