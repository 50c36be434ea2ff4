"""Whether each administration does each task of the catalogue: what is not done, and where a plan starts (A31)."""
