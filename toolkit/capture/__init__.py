"""Which files become exhibits: notes, a few encrypted samples, their intact twins, logs of Windows."""
