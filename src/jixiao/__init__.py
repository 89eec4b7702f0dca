"""Jixiao (绩效): performance self-evaluation of public budgets, scored, explained and checked."""

__version__ = "0.1.0"
