"""The municipality as a tree of units, its people, and who holds which function and role where."""
