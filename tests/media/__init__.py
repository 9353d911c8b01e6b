"""Sources of evidence."""
