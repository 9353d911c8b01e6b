"""Disks, volumes and files as a running Windows gives them, opened for reading only."""
