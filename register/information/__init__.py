"""What citizens are told about a processing activity (Art. 13 and 14)."""
