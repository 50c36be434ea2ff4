"""The working calendar, and the cycle by month and week."""
