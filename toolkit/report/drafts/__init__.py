"""Drafts that the practitioner copies, corrects and sends: one file each, in the written list `DRAFTS`."""
