"""Measuring the program beside plain work of the same kind: `./run bench`, and tests/repo/test_bench.py in short."""
