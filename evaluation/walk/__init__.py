"""A first-time technician's path counted, on both screens."""
