"""What web_load.py needs: an invented district, two bare views to compare with, people who work over HTTP."""
