"""The five published reports as contents of workbooks: figures as printed, words our own.

What a report does not print stays blank. Where the unit claims full points without printing the facts behind them, the
claim is entered and says so.
"""
