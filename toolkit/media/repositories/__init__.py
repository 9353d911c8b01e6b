"""What backup programs keep as pieces in a repository: their formats, and their states as sources."""
