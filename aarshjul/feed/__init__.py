"""The cycle as calendar feeds."""
