"""Recipients of personal data (Art. 4(9), Art. 30(1)(d))."""
