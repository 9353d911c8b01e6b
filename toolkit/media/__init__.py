"""Where evidence comes from; read-only by construction: nothing here can write."""
