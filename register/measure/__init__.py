"""Security measures (Art. 32)."""
