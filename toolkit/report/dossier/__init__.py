"""The complaint file: one section per file, in the written list `SECTIONS`."""
