"""Form: what the form asks for and the text lacks or leaves in. One file a check, codes FO."""
