"""Filling somebody else's blank form.

Who uses it, and when: the finance bureau of another place (the project's money came from there, the unit moved under
another county, an upper level collects by its own table) has sent an empty docx or xlsx, it is due this week, and the
clerk has the unit's registers in our workbook. The clerk wants every cell filled that the registers can fill, to get
the form back looking as it came, and a list of the cells that are still for a person: what the registers do not hold,
what the program did not recognise, what did not fit.

Three rules follow from that. A cell is filled only where its label says without doubt what it asks; a cell that holds
anything is never written over; and nothing of the file changes but the cells that are filled (only the one XML part
that holds them is written anew, every other part of the package is copied byte for byte).

The workbook is asked for and not ``result.json``: the result keeps what the scores rest on, but not the funds by
nature and source, the department, or facts that no indicator looks at, and a form asks for just those.
"""
