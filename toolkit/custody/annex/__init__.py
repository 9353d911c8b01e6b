"""The confidential annex: what must not be read by everyone, encrypted for whoever may."""
