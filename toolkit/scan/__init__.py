"""What is hostile or damaged: one walk, every examiner sees each file once."""
