"""Which files become exhibits: every distinct note, a few encrypted samples."""
