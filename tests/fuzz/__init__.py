"""Damaged and hostile files, thousands of them, each through the import: a refusal or a report, and nothing else."""
