"""The case folder: the only place the toolkit writes."""
