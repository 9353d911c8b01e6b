"""The machine we run on, not the one examined."""
