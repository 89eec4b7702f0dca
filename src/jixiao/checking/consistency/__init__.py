"""Consistency: one thing said in two ways. One file a check, codes CO."""
