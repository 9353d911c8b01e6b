"""What the law and the authorities ask, with where each value was read and when; and the clocks it starts."""
