"""Making again what the repository holds of the program's own output: golden files, and README's pictures."""
