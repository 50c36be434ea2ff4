"""The five-year plan and its catalogue of tasks."""
