"""The bodies that decide."""
