"""Working meetings: people finish records together on one screen (Art. 30, Art. 24)."""
