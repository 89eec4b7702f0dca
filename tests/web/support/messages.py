"""The English catalogue of the web application: what has to be translated, and bringing the catalogue up to date.

``make messages`` writes ``locale/en/LC_MESSAGES/django.po`` anew from the sources: translations stay, messages that
are gone go, new ones stand with an empty translation to be filled in; then it compiles ``django.mo``. It needs no
program besides Babel. :func:`messages` is what the test compares the catalogue with.
"""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

import jixiao.web
from jixiao.lifecycle.roles import Role, UnitKind
from jixiao.lifecycle.states import Action, Refusal, State

if TYPE_CHECKING:
    from collections.abc import Iterator

WEB = Path(jixiao.web.__file__).parent
PO = WEB / "locale" / "en" / "LC_MESSAGES" / "django.po"
LABELLED = (State, Action, Refusal, Role, UnitKind)
"""The words of these are translated where they are shown: no call names them."""
_HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"MIME-Version: 1.0\\n"
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}


def _templates(file, keywords, comment_tags, options):
    """Django writes a template as calls among noise; indented noise is no Python."""
    calls = re.sub(r"(?m)^\s+", "", templatize(file.read().decode()))
    return extract_python(BytesIO(calls.encode()), keywords, comment_tags, {**options, "encoding": "utf-8"})


def _found() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Each message with its place and its context."""
    methods = [("**/migrations/**", "ignore"), ("**.py", "python"), ("**.html", _templates)]
    for place, _line, message, _comments, context in extract_from_dir(WEB, methods, keywords=_CALLS):
        yield place, message, context
    for kind in LABELLED:
        for each in kind:
            yield f"lifecycle: {kind.__name__}", each.label, None


def messages() -> Catalog:
    """All messages of the application with the files that they stand in, untranslated."""
    catalogue = Catalog(locale="en", domain="django")
    for place, message, context in _found():
        catalogue.add(message, locations=[(place, None)], context=context)
    return catalogue


def shipped() -> Catalog:
    """The catalogue as it lies in the tree."""
    with PO.open("rb") as text:
        return read_po(text, locale="en", domain="django")


def compiled(catalogue: Catalog) -> bytes:
    """What the server reads. Without the hour in its head, an unchanged catalogue compiles to an unchanged file."""
    catalogue.creation_date = catalogue.revision_date = datetime(2023, 1, 1, tzinfo=UTC)
    made = BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def _written(catalogue: Catalog) -> str:
    """The text of the catalogue without dates and tools, which would differ with every run."""
    made = BytesIO()
    write_po(made, catalogue, omit_header=True, ignore_obsolete=True, sort_output=True, width=0)
    return _HEAD + made.getvalue().decode()


def untranslated(message: Message) -> bool:
    """Whether the message, or one of its plural forms, has no translation."""
    told = message.string
    return not told or (not isinstance(told, str) and not all(told))


def main() -> int:
    fresh, known = messages(), shipped() if PO.exists() else Catalog(locale="en")
    open_still = []
    for message in fresh:
        before = known.get(message.id, message.context) if message.id else None
        if before is not None and before.id == message.id:
            message.string = before.string
        if message.id and untranslated(message):
            open_still.append(message.id)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_text(_written(fresh))
    PO.with_suffix(".mo").write_bytes(compiled(shipped()))
    print(f"{len(fresh)} messages, {len(open_still)} without a translation", *open_still, sep="\n  ")
    return 1 if open_still else 0


if __name__ == "__main__":
    sys.exit(main())
