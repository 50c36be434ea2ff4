"""KLE: the subject numbers that municipalities share."""
