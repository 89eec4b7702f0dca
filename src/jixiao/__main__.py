"""``python -m jixiao`` and the script ``jixiao``: the command line."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line, which is imported here so that Ctrl-C during start-up shows no traceback either."""
    try:
        from jixiao.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
