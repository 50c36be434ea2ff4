"""Activities from files of others and of our own, as contents with a problem named for every cell that does not fit."""
