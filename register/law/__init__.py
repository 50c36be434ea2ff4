"""The special legislation that the tasks of a municipality follow from (Art. 6(3))."""
