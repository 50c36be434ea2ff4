"""The life of a record: from draft through hearing and approval to revision and its end."""
