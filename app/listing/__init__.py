"""Lists as each person wants them: filters kept as saved views, and the columns that are shown."""
