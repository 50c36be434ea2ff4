"""Impact assessment of a processing activity (konsekvensanalyse, Art. 35) and prior consultation (Art. 36)."""
