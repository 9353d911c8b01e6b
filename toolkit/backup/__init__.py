"""Five questions before a backup medium is reconnected."""
