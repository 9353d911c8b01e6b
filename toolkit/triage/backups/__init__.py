"""What each backup program left of its jobs: one small file per way of reading them."""
