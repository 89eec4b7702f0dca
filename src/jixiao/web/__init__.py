"""The web application: who may do what to which evaluation when, and where the registers are kept.

Nothing outside this package imports Django; everything that scores, checks, reads or writes stands below it.
"""
