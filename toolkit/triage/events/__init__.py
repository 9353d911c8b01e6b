"""What the event logs of Windows tell: which events count, and how they become rows."""
