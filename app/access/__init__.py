"""The access table as a page and a document: who may see and do what, in words."""
