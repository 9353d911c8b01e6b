"""The confidential annex of a case: what patients' names stand in, closed to all but whoever may read it."""
