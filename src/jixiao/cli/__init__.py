"""The command line: one module a command, found by its file name; only the command that is called is imported."""

from __future__ import annotations

import gettext
import importlib
import os
import pkgutil
import sys
from pathlib import Path

import click

from jixiao import __version__

__all__ = ["main"]

# click takes its own words (用法, 选项, 缺少参数 …) from the gettext domain "messages"; ours are in locale/.
gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
os.environ.setdefault("LANGUAGE", "zh_CN")


_INTERRUPTED = 130
"""The exit code of a program stopped by Ctrl-C: 128 and the number of the signal."""


class CommandFolder(click.Group):
    """A group whose commands are the modules of this folder: ``evaluate.py`` holds ``command``, called ``evaluate``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return _in_chinese(command)

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command; Ctrl-C ends it with 130, for 1 means that a report has faults."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("\n已停止。", err=True)
            ctx.exit(_INTERRUPTED)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in self.list_commands(ctx):
            import difflib

            near = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = f"是否想用“{near[0]}”？" if near else "用 jixiao --help 查看全部命令。"
            ctx.fail(f"没有“{args[0]}”这个命令。{hint}")
        return super().resolve_command(ctx, args)


def _in_chinese(command: click.Command) -> click.Command:
    """The command with its usage line in Chinese, which click does not take from its catalogue of words."""
    command.options_metavar = "[选项]"
    if isinstance(command, click.Group):
        command.subcommand_metavar = "命令 [参数]…"
        for each in command.commands.values():
            _in_chinese(each)
    return command


@click.group(
    cls=CommandFolder,
    options_metavar="[选项]",
    subcommand_metavar="命令 [参数]…",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    help="绩效：预算绩效自评的评分、说明、填报与核对。",
)
@click.version_option(__version__, "-V", "--version", message="jixiao %(version)s")
def root() -> None:
    """The command group; it only leads to the commands."""


def main() -> None:
    """Entry point of the ``jixiao`` script.

    Output is UTF-8 whatever the console's code page is: on a Chinese Windows with output sent to a file it would
    be GBK, which lacks characters such as ``≥``'s neighbours and would break a run half-way.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    root(prog_name="jixiao")
