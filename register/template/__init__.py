"""Templates of records: made of a good one, followed by others, which are told when it changes."""
