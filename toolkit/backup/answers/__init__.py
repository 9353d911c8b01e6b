"""The five questions, answered from what was read, beside the machine and the baseline."""
