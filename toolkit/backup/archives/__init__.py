"""Archives of any size as sources: unpacked forward, file by file, never to a disk."""
