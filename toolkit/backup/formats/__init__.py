"""The kinds of backup whose files are read one by one."""
