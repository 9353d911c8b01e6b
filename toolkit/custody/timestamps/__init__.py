"""Time stamps of an authority (RFC 3161): asked for offline, attached when the answer comes, checked."""
