"""Going through a medium and the states its backups keep, file by file, once."""
