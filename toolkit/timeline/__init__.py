"""What happened on the disk, and when: from its tables, its journal and its logs."""
