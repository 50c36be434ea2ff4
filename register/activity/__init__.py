"""The processing activity: one entry of the Art. 30 record."""
