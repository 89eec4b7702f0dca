"""Self-evaluation, its workflow and its versions.

Who is here when. A *preparer*, from the opening of the round until the deadline: sees what is still open, answers,
judges and explains beside the scores, writes the report's words, hands in; after a return again, beginning at the
place that was meant. An *approver*, for ten minutes: reads what was submitted and what it costs, sends it up or back.
A *reviewer* of the department or of finance, an *evaluator*, an *auditor*: read what was handed in, which is frozen,
compare it with the version before, and decide. Nobody outside the unit ever sees a draft.

An evaluation in ``DRAFT`` is worked out from the registers as they stand (:mod:`draft`); in every other state its pages
show the version that was submitted (:mod:`freezing`), also to the unit itself.
"""
