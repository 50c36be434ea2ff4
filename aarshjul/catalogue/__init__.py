"""The catalogue of tasks as people read and write it: ours, and those a municipality adds."""
