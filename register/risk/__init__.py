"""Risk to the data subjects: the scale, and an assessment of one processing activity on it."""
