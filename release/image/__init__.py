"""The image of a stick that boots: what Debian brings, what we lay over it, and how it becomes one file."""
