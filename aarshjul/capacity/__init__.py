"""Hours at hand against hours planned."""
