"""The demonstration: a practice hit by ransomware, built harmless from nothing and examined whole."""
