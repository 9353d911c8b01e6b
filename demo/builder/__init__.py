"""Writers of fixtures: contents, folders, NTFS volumes and partitioned disks, the same bytes each time."""
