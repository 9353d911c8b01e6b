"""The stick: what lies on it, how it is made, and whether it is still as it was made."""
