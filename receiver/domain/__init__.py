"""Frozen values that the whole service speaks in; no I/O, no clock."""
