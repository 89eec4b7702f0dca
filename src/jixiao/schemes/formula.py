"""The formula language of schemes: arithmetic over named facts, parsed once into a small tree, evaluated exactly.

``+ - × * ÷ /``, brackets, numbers (also ``90%``), ``min max abs`` or ``最小值 最大值 绝对值``, and names: identifiers
(``expenditure``) or the Chinese label of an input or formula (``全年执行数``; in square brackets where it holds signs
that are not letters: ``[“三公”经费-接待费]``). Full-width signs are understood. Nothing is ever evaluated as Python.

Values are in base units (money 万元, rates 1, counts as counted), so 元 and 万元 cannot be mixed up. Besides a number a
formula can give three things, in this order of precedence: :attr:`Missing.BLANK` (an input was not given),
:attr:`Undefined.BY_ZERO` (something was divided by zero) and :attr:`Missing.NOT_APPLICABLE` (0 ÷ 0, or an input that
does not apply). All three swallow every number they meet.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal

from jixiao.numbers import Missing, narrow, parse_decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lark import Lark

__all__ = [
    "Binary",
    "Call",
    "Formula",
    "Malformed",
    "Name",
    "Negative",
    "Node",
    "Number",
    "Undefined",
    "Value",
    "evaluate",
    "parse_formula",
    "renamed",
    "render",
    "walk",
    "worst",
]


class Undefined(Enum):
    """Why a formula has no value although nothing is missing: a number other than zero was divided by zero."""

    BY_ZERO = "by_zero"


Value = Fraction | Missing | Undefined
"""What a formula gives; see the module's text for which of the three reasons wins."""

Operator = Literal["+", "-", "*", "/"]
Function = Literal["min", "max", "abs"]


@dataclass(frozen=True, slots=True)
class Number:
    """A literal: ``value`` exactly (``90%`` is 9/10) and its source text."""

    value: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """An input or another formula, by its identifier (labels are resolved when the formula is read)."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    function: Function
    arguments: tuple[Node, ...]


Node = Number | Name | Negative | Binary | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it stands in a scheme.

    ``name`` and ``label`` are empty for one written directly into a rule; ``show`` says how its value is printed
    (``percent_2``, ``money_2``, ``number_2``); ``words`` is the formula in Chinese labels.
    """

    text: str
    tree: Node
    name: str = ""
    label: str = ""
    show: str = ""
    words: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The inputs and formulas it mentions, each once, in written order."""
        return tuple(dict.fromkeys(node.name for node in walk(self.tree) if isinstance(node, Name)))


@dataclass(frozen=True, slots=True)
class Malformed:
    """Why a text is no formula: the position (from zero) and a Chinese sentence."""

    position: int
    message: str


def walk(tree: Node) -> Iterator[Node]:
    """The node and all below it, from left to right."""
    yield tree
    if isinstance(tree, Negative):
        yield from walk(tree.operand)
    elif isinstance(tree, Binary):
        yield from walk(tree.left)
        yield from walk(tree.right)
    elif isinstance(tree, Call):
        for argument in tree.arguments:
            yield from walk(argument)


def renamed(tree: Node, rename: Callable[[str], str]) -> Node:
    """The same tree with every name replaced by what ``rename`` gives for it."""
    if isinstance(tree, Name):
        return Name(rename(tree.name))
    if isinstance(tree, Negative):
        return Negative(renamed(tree.operand, rename))
    if isinstance(tree, Binary):
        return Binary(tree.operator, renamed(tree.left, rename), renamed(tree.right, rename))
    if isinstance(tree, Call):
        return Call(tree.function, tuple(renamed(argument, rename) for argument in tree.arguments))
    return tree


# --- reading ---------------------------------------------------------------------------------------------------

_LONGEST = 300
_GRAMMAR = r"""
?start: sum
?sum: product | sum "+" product -> add | sum "-" product -> subtract
?product: signed | product TIMES signed -> multiply | product DIVIDE signed -> divide
?signed: atom | "-" signed -> negative
?atom: NUMBER -> number
     | NAME -> name
     | BRACKETED -> bracketed
     | NAME "(" sum ("," sum)* ")" -> call
     | "(" sum ")"
TIMES: "*" | "×"
DIVIDE: "/" | "÷"
NUMBER: /\d+(\.\d+)?%?/
NAME: /[^\W\d][\w“”·]*|[“][\w“”·]+/
BRACKETED: /\[[^\[\]]+\]/
%ignore /[ \t]+/
"""
_FUNCTIONS: Final[dict[str, Function]] = {
    "min": "min",
    "max": "max",
    "abs": "abs",
    "最小值": "min",
    "最大值": "max",
    "绝对值": "abs",
}


class _Unreadable(Exception):  # noqa: N818 - carries a Malformed out of the parser's callbacks
    def __init__(self, position: int, message: str) -> None:
        super().__init__(message)
        self.malformed = Malformed(position, message)


@functools.cache
def _parser() -> Lark:
    from lark import Lark, Transformer, v_args

    @v_args(inline=True)
    class Build(Transformer[Any, Any]):
        def number(self, token: Any) -> Node:
            text = str(token)
            value = parse_decimal(text.removesuffix("%"))
            assert value is not None
            return Number(Fraction(value) / 100 if text.endswith("%") else Fraction(value), text)

        def name(self, token: Any) -> Node:
            return Name(str(token))

        def bracketed(self, token: Any) -> Node:
            return Name(str(token)[1:-1].strip())

        def negative(self, operand: Node) -> Node:
            return Negative(operand)

        def call(self, token: Any, *arguments: Node) -> Node:
            function = _FUNCTIONS.get(str(token))
            if function is None:
                raise _Unreadable(
                    token.start_pos, f"没有“{token}”这个函数，可用 min、max、abs（最小值、最大值、绝对值）"
                )
            if function == "abs" and len(arguments) != 1:
                raise _Unreadable(token.start_pos, f"“{token}”只对一个数，这里有 {len(arguments)} 个")
            return Call(function, arguments)

        def add(self, left: Node, right: Node) -> Node:
            return Binary("+", left, right)

        def subtract(self, left: Node, right: Node) -> Node:
            return Binary("-", left, right)

        def multiply(self, left: Node, _sign: Any, right: Node) -> Node:
            return Binary("*", left, right)

        def divide(self, left: Node, _sign: Any, right: Node) -> Node:
            return Binary("/", left, right)

    return Lark(_GRAMMAR, parser="lalr", transformer=Build())


def parse_formula(text: str) -> Node | Malformed:
    """The tree of ``text``, names as written; or why it is none."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedInput, VisitError

    if len(text) > _LONGEST:
        return Malformed(_LONGEST, f"公式长 {len(text)} 个字，最长 {_LONGEST} 个字，请拆成几个公式")
    slim = narrow(text)
    try:
        tree: Node = _parser().parse(slim)  # type: ignore[assignment]  # the transformer turns lark's trees into ours
    except VisitError as error:
        if isinstance(error.orig_exc, _Unreadable):
            return error.orig_exc.malformed
        raise
    except _Unreadable as error:
        return error.malformed
    except UnexpectedInput as error:
        position = error.pos_in_stream
        if position is None or position < 0 or position >= len(slim):
            return Malformed(len(text), "公式没有写完：后面还缺数、名称或右括号")
        if isinstance(error, UnexpectedCharacters):
            return Malformed(position, f"第 {position + 1} 个字“{text[position]}”不能用在公式里")
        if getattr(getattr(error, "token", None), "type", "") == "$END":
            return Malformed(len(text), "公式没有写完：后面还缺数、名称或右括号")
        return Malformed(position, f"第 {position + 1} 个字“{text[position]}”的位置不对，检查前后的运算符号和括号")
    return tree


# --- evaluating ------------------------------------------------------------------------------------------------


def worst(values: Iterable[Value]) -> Missing | Undefined | None:
    """The reason that wins among the values that are no numbers."""
    given = list(values)
    for reason in (Missing.BLANK, Undefined.BY_ZERO, Missing.NOT_APPLICABLE):
        if reason in given:
            return reason
    return None


def evaluate(tree: Node, lookup: Callable[[str], Value]) -> Value:
    """The exact value; ``lookup`` gives the values of names."""
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return lookup(tree.name)
    if isinstance(tree, Negative):
        value = evaluate(tree.operand, lookup)
        return -value if isinstance(value, Fraction) else value
    operands = (tree.left, tree.right) if isinstance(tree, Binary) else tree.arguments
    values = [evaluate(operand, lookup) for operand in operands]
    reason = worst(values)
    if reason is not None:
        return reason
    numbers = [value for value in values if isinstance(value, Fraction)]
    if isinstance(tree, Call):
        if tree.function == "abs":
            return abs(numbers[0])
        return min(numbers) if tree.function == "min" else max(numbers)
    left, right = numbers
    if tree.operator == "+":
        return left + right
    if tree.operator == "-":
        return left - right
    if tree.operator == "*":
        return left * right
    if right == 0:
        return Missing.NOT_APPLICABLE if left == 0 else Undefined.BY_ZERO
    return left / right


# --- writing ---------------------------------------------------------------------------------------------------

_SIGNS: Final = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_WORDS: Final = {"min": "最小值", "max": "最大值", "abs": "绝对值"}


def render(tree: Node, named: Callable[[str], str]) -> str:
    """The formula in a reader's signs; ``named`` gives what stands for a name (its label, or its value)."""
    return _rendered(tree, named)[0]


def _rendered(tree: Node, named: Callable[[str], str]) -> tuple[str, int]:
    """Text and binding strength: 0 signs, 1 sums, 2 products, 3 whatever needs no brackets."""
    if isinstance(tree, Number):
        return tree.text, 3
    if isinstance(tree, Name):
        text = named(tree.name)
        return (f"（{text}）", 3) if text.startswith("-") else (text, 3)
    if isinstance(tree, Negative):
        return "－" + _bracketed(tree.operand, named, 3), 0
    if isinstance(tree, Call):
        inside = "，".join(_rendered(argument, named)[0] for argument in tree.arguments)
        return f"{_WORDS[tree.function]}（{inside}）", 3
    strength = 1 if tree.operator in "+-" else 2
    left = _bracketed(tree.left, named, strength)
    right = _bracketed(tree.right, named, strength if tree.operator in "+*" else strength + 1)
    return f"{left} {_SIGNS[tree.operator]} {right}", strength


def _bracketed(tree: Node, named: Callable[[str], str], least: int) -> str:
    text, strength = _rendered(tree, named)
    return text if strength >= least else f"（{text}）"
