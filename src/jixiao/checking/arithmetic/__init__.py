"""Arithmetic: sums, rates, differences that do not come out. One file a check, codes AR."""
