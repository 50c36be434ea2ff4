"""The header's search: across all kinds, through the slot `search`."""
