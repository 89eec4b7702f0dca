"""From a document to a report: figures, counts, indicators, projects, identity, total and grade."""
