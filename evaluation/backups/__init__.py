"""Backup media made by real programs, spoiled in known ways, and what the check says of each."""
