"""Units and people from a file (csv or xlsx), told apart by their headings."""
