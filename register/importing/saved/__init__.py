"""Mappings that people have made on the page and saved for the next edition of the same list."""
