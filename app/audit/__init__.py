"""Who did what to which row, and when: append-only."""
