"""Drafts: what somebody has written in a form and not saved, kept for them alone.

Each window that shows a form has a key of its own and keeps a draft under it. So two windows with the same form never
write over each other, and a draft that waits stays until its writer goes on with it or throws it away.
"""
