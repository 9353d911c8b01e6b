"""The case folder, its log, its archive."""
