"""``python -m jixiao`` is the command line."""

from jixiao.cli import main

main()
