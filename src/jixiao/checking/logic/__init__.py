"""Logic: statements that do not go together. One file a check, codes LO."""
