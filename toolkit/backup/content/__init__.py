"""What the files of a backup add up to: their classes, their state, what is hostile among them."""
