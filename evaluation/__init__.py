"""Measures of the toolkit on real material; nothing here is shipped."""
