"""What may stand inside a tag: fields, columns of the row at hand, filters on amounts, and conditions. Nothing else.

jinja2 only parses here; what it parsed is compared with the declarations of :mod:`fields`, node by node. Arithmetic is
refused: a figure that no declaration and no trace stands behind must not get into a report.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from jixiao.writing.templates.fields import OTHER_NAMES, Field, fields, identifier
from jixiao.writing.templates.values import MONEY_FILTERS, in_money_unit

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Fault", "Loop", "environment", "near", "read_condition", "read_loop", "read_output"]

LOOP: Final = "loop"
LOOP_NAMES: Final = {"index": "第几行", "first": "是不是第一行", "last": "是不是最后一行", "length": "共几行"}
"""What ``loop`` knows inside a loop."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a tag cannot be filled: ``code`` of the finding, what was found, and what is expected."""

    code: str
    message: str
    expected: str


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop that is open: the name of its row and the list it goes through (``None`` where that was a fault)."""

    name: str
    over: Field | None


class _Refused(Exception):  # noqa: N818 - it carries a fault out of the depth of an expression; it never leaves this module
    def __init__(self, code: str, message: str, expected: str) -> None:
        super().__init__(code)
        self.faults: tuple[Fault, ...] = (Fault(code, message, expected),)

    def and_also(self, faults: tuple[Fault, ...]) -> _Refused:
        """The same with further faults of the tag behind its own."""
        self.faults += faults
        return self


class _Unknowable(Exception):  # noqa: N818 - as above: a row of a loop that is itself at fault
    pass


@cache
def environment() -> Any:
    """The environment that templates are rendered in: no globals, no attributes beyond the rows' columns, nothing
    undefined printed as blank, everything escaped for XML."""
    from functools import partial

    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.tests.clear()
    made.filters.clear()
    made.filters.update({unit: partial(in_money_unit, unit=unit) for unit in MONEY_FILTERS})
    return made


def read_output(inner: str, loops: tuple[Loop, ...]) -> tuple[Fault, ...]:
    """What is wrong with ``{{ inner }}`` inside these loops."""
    return _checked(f"{{{{ {inner} }}}}", inner, loops, _output)


def read_condition(rest: str, loops: tuple[Loop, ...]) -> tuple[Fault, ...]:
    """What is wrong with ``{% if rest %}``."""
    return _checked(f"{{% if {rest} %}}{{% endif %}}", rest, loops, lambda node, open_: _condition(node.test, open_))


def read_loop(rest: str, loops: tuple[Loop, ...]) -> tuple[Loop, tuple[Fault, ...]]:
    """The loop that ``{% for rest %}`` opens, and what is wrong with it."""
    opened = [Loop(rest.partition(" ")[0], None)]

    def read(node: Any, open_: tuple[Loop, ...]) -> None:
        from jinja2 import nodes

        if not isinstance(node, nodes.For) or not isinstance(node.target, nodes.Name) or node.test or node.recursive:
            raise _Refused("TP003", f"“{rest}”不是循环的写法", _LOOP_FORM)
        name = node.target.name
        if name in fields():
            raise _Refused("TP003", f"循环里的行取了字段的名字“{name}”", "换一个字段里没有的名字，如“行”")
        over = _typed(node.iter, open_)
        if not isinstance(over, Field) or over.kind != "列表":
            raise _Refused("TP006", f"“{_shown(node.iter)}”不是列表，不能逐行印", f"一个列表：{_lists()}")
        opened[0] = Loop(name, over)

    faults = _checked(f"{{% for {rest} %}}{{% endfor %}}", rest, loops, read)
    return opened[0], faults


_LOOP_FORM: Final = "{% for 行 in 指标列表 %}，其中“行”可以换成别的名字"


def _checked(source: str, inner: str, loops: tuple[Loop, ...], check: Any) -> tuple[Fault, ...]:
    from jinja2 import TemplateSyntaxError

    if not inner:
        return (Fault("TP003", "标签里是空的", "写上字段名，如 {{ 单位 }}"),)
    try:
        body = environment().parse(source).body
    except (TemplateSyntaxError, RecursionError):
        return (_unreadable(inner),)
    try:
        if len(body) != 1:
            return (_unreadable(inner),)
        check(body[0], loops)
    except _Refused as refused:
        return refused.faults
    except _Unknowable:
        return ()
    except RecursionError:
        return (_unreadable(inner),)
    return ()


def _unreadable(inner: str) -> Fault:
    meant = identifier(inner)
    meant = OTHER_NAMES.get(meant, meant)
    known = [meant] if meant in fields() else near(meant, fields())
    if known:
        return Fault("TP003", f"“{inner}”不是标签的写法", f"字段名里没有引号、括号和空格，写{_or(known)}")
    return Fault("TP003", f"“{inner}”不是标签的写法", "只写一个字段名，标点用半角，如 {{ 单位 }}、{{ 行.得分 }}")


# --- walking the parsed expression ------------------------------------------------------------------------------


def _output(node: Any, loops: tuple[Loop, ...]) -> None:
    from jinja2 import nodes

    if not isinstance(node, nodes.Output) or len(node.nodes) != 1:
        raise _Refused("TP003", "标签里不是一个字段", "只写一个字段名，如 {{ 单位 }}")
    found = _typed(node.nodes[0], loops)
    if isinstance(found, Field) and found.kind == "列表":
        raise _Refused("TP006", f"“{found.name}”是列表，不能直接印", _row_form(found))
    if isinstance(found, Loop):
        over = found.over
        expected = f"行里的一列：{_columns(over)}" if over else "行里的一列"
        raise _Refused("TP006", f"“{found.name}”是一整行，不能直接印", expected)
    if found == LOOP:
        raise _Refused("TP003", "loop 后面要写明是什么", f"loop.index 等：{'、'.join(LOOP_NAMES)}")


def _condition(node: Any, loops: tuple[Loop, ...]) -> None:
    from jinja2 import nodes

    if isinstance(node, nodes.And | nodes.Or):
        try:
            _condition(node.left, loops)
        except _Refused as refused:
            raise refused.and_also(_faults(_condition, node.right, loops)) from None
        _condition(node.right, loops)
    elif isinstance(node, nodes.Not):
        _condition(node.node, loops)
    elif isinstance(node, nodes.Compare):
        sides = [node.expr, *(operand.expr for operand in node.ops)]
        words = [side for side in sides if isinstance(side, nodes.Const) and isinstance(side.value, str)]
        if len(sides) != 2 or len(words) != 1 or node.ops[0].op not in ("eq", "ne"):
            raise _Refused("TP005", "不支持这样的比较", '字段 == "文字" 或 字段 != "文字"')
        _condition(next(side for side in sides if side is not words[0]), loops)
    else:
        found = _typed(node, loops)
        if isinstance(found, Loop):
            raise _Refused("TP006", f"“{found.name}”是一整行，不能作条件", "行里的一列")


def _typed(node: Any, loops: tuple[Loop, ...]) -> Field | Loop | str:
    """The field, the open row, or the word ``loop`` that an expression names."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return _named(node.name, loops)
    if isinstance(node, nodes.Getattr):
        return _column(_typed(node.node, loops), node.attr)
    if isinstance(node, nodes.Filter):
        if node.name not in MONEY_FILTERS or node.args or node.kwargs:
            told = "、".join(f"|{name}" for name in MONEY_FILTERS)
            refused = _Refused("TP007", f"没有“|{node.name}”这种换算", f"只有 {told}")
            raise refused.and_also(_faults(_typed, node.node, loops))
        found = _typed(node.node, loops)
        if not isinstance(found, Field) or found.kind != "金额":
            raise _Refused("TP007", f"“{_shown(node.node)}”不是金额，不能换算成{node.name}", "只有金额可以换算")
        return found
    raise _Refused("TP005", "模板里不做计算，也不支持这种写法", "只写字段名；要算的数请看字段表里有没有")


def _faults(check: Any, node: Any, loops: tuple[Loop, ...]) -> tuple[Fault, ...]:
    """What is wrong with another part of the same tag."""
    try:
        check(node, loops)
    except _Refused as refused:
        return refused.faults
    except _Unknowable:
        return ()
    return ()


def _named(name: str, loops: tuple[Loop, ...]) -> Field | Loop | str:
    for loop in reversed(loops):
        if loop.name == name:
            if loop.over is None:
                raise _Unknowable
            return loop
    if name == LOOP and loops:
        return LOOP
    if name in fields():
        return fields()[name]
    expected = _suggestion(name, loops)
    raise _Refused("TP001", f"没有“{name}”这个字段", expected)


def _column(owner: Field | Loop | str, name: str) -> Field:
    if owner == LOOP:
        if name not in LOOP_NAMES:
            raise _Refused("TP002", f"loop 没有“{name}”", "、".join(LOOP_NAMES))
        return Field(name, "数量" if name in ("index", "length") else "是否", "", "", "", "", lambda _: ())
    if isinstance(owner, Loop):
        if owner.over is None:
            raise _Unknowable
        for column in owner.over.columns:
            if column.name == name:
                return column
        names = [column.name for column in owner.over.columns]
        close = near(name, names)
        told = f"是否想写“{owner.name}.{close[0]}”？" if close else ""
        expected = f"{told}{owner.over.name}的列有：{'、'.join(names)}"
        raise _Refused("TP002", f"{owner.over.name}没有“{name}”这一列", expected)
    assert isinstance(owner, Field)
    if owner.kind == "列表":
        raise _Refused("TP006", f"“{owner.name}”是列表，要逐行印", _row_form(owner))
    raise _Refused("TP002", f"“{owner.name}”不是一行，后面不能写“.{name}”", f"{{{{ {owner.name} }}}}")


# --- words of the answers ---------------------------------------------------------------------------------------


def near(name: str, known: Iterable[str]) -> list[str]:
    """Up to three of the known names that come nearest to ``name``, nearest first."""
    names = list(known)
    close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
    if not close and len(name) > 1:
        close = [each for each in names if name in each or each in name][:3]
    return close


def _suggestion(name: str, loops: tuple[Loop, ...]) -> str:
    """The names that may have been meant: the right one where a name is another for it, columns, near ones."""
    if name in OTHER_NAMES:
        return f"{{{{ {OTHER_NAMES[name]} }}}}"
    for loop in reversed(loops):
        if loop.over and any(column.name == name for column in loop.over.columns):
            return f"{{{{ {loop.name}.{name} }}}}"
    holders = [each.name for each in fields().values() if any(column.name == name for column in each.columns)]
    close = near(name, [*(loop.name for loop in loops), *fields()])
    if close:
        return f"是否想写{_or(close)}？"
    if holders:
        return f"这是{'、'.join(holders[:3])}里的一列，要写在 for 里，如 {{{{ 行.{name} }}}}"
    return "字段表里的名字，用 jixiao fields 查看"


def _or(names: list[str]) -> str:
    return "或".join(f"“{name}”" for name in names)


def _row_form(found: Field) -> str:
    first = found.columns[1].name if len(found.columns) > 1 else "序号"
    return f"{{% for 行 in {found.name} %}}{{{{ 行.{first} }}}}{{% endfor %}}"


def _columns(over: Field) -> str:
    return "、".join(column.name for column in over.columns)


def _lists() -> str:
    return "、".join(field.name for field in fields().values() if field.kind == "列表")


def _shown(node: Any) -> str:
    """A name, a column or a converted amount as somebody would write it."""
    from jinja2 import nodes

    if isinstance(node, nodes.Getattr):
        return f"{_shown(node.node)}.{node.attr}"
    return _shown(node.node) if isinstance(node, nodes.Filter) else str(node.name)
