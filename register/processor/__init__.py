"""Processors: their agreements, sub-processors and supervision (Art. 28)."""
