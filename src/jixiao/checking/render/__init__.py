"""Findings for people: terminal, web page, spreadsheet."""
