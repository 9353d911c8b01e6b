"""Documents written only from what the case holds."""
