"""How often benign files are called encrypted, and encrypted ones are seen, on files of many packages."""
