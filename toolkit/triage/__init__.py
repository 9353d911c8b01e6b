"""What the machine is and what ran on it."""
