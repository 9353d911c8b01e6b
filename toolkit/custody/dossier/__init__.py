"""The open archive of a case: closed, signed, and checked by whoever receives it."""
