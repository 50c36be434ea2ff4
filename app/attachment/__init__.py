"""Files that people attach to something as evidence."""
