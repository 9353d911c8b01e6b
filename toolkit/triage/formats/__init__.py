"""Formats of Windows' own files that one or two units of the inventory read."""
