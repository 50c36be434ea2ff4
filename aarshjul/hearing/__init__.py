"""Hearings of a record, a template or a document: who is asked, what they say, what is answered, what came of it."""
