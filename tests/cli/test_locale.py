"""click's own words are Chinese, and the compiled catalogue is the one that the text says."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

import jixiao.cli

CATALOGUE = Path(jixiao.cli.__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES"


def test_the_compiled_catalogue_is_up_to_date():
    with (CATALOGUE / "messages.po").open("rb") as text:
        catalogue = read_po(text, locale="zh_CN")
    fresh = BytesIO()
    write_mo(fresh, catalogue)
    fresh.seek(0)
    with (CATALOGUE / "messages.mo").open("rb") as compiled:
        shipped = dict(gettext.GNUTranslations(compiled)._catalog)
    written = dict(gettext.GNUTranslations(fresh)._catalog)
    del shipped[""], written[""]  # the head holds the time of the compilation
    assert shipped == written


def test_help_and_errors_speak_chinese():
    runner = CliRunner()
    shown = runner.invoke(jixiao.cli.root, ["--help"])
    assert "用法" in shown.output
    assert "Options" not in shown.output
    wrong = runner.invoke(jixiao.cli.root, ["--nosuch"])
    assert wrong.exit_code == 2
    assert "没有 --nosuch 这个选项" in wrong.output


def test_a_mistyped_command_is_answered_with_the_near_one():
    wrong = CliRunner().invoke(jixiao.cli.root, ["scor"])
    assert wrong.exit_code == 2
    assert "没有“scor”这个命令" in wrong.output
