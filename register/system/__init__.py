"""It systems that records refer to."""
