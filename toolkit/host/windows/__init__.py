"""The interfaces of a running Windows, each asked for what it lists and nothing more."""
