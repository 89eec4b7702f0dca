"""Zip archives and the XML in them, opened with suspicion: bounded, without DTDs, without network."""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, Self

from jixiao.reading.faults import Unreadable

if TYPE_CHECKING:
    from io import BytesIO
    from pathlib import Path
    from types import TracebackType

    from lxml.etree import _Element

    from jixiao.reading.limits import Limits

__all__ = ["Archive", "child", "parse_xml"]

_ENCRYPTED = 0x1


def parse_xml(data: bytes, name: str = "") -> _Element:
    """The root of an XML part. Entities are not resolved, nothing is fetched, a DTD is refused."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("RD005", f"{name or '内容'}不是完整的 XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("RD014", "DOCTYPE")
    return root


def child(element: _Element, tag: str) -> _Element | None:
    """The first child called ``tag``; several times quicker than ``find``."""
    return next(element.iterchildren(tag), None)


class Archive:
    """A zip archive whose parts are read within ``limits``; what its directory claims (``sizes``, unpacked bytes by
    name) is checked while unpacking."""

    def __init__(self, path: Path | BytesIO, limits: Limits) -> None:
        self._left = limits.unpacked_bytes
        self._limit = limits.unpacked_bytes
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
            raise Unreadable("RD005", "压缩结构不完整") from error
        parts = self._zip.infolist()
        if len(parts) > limits.members:
            raise Unreadable("RD006", f"压缩包里有 {len(parts)} 个部件，上限 {limits.members} 个")
        if sum(part.file_size for part in parts) > self._limit:
            raise self._too_big()
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise Unreadable("RD004")
        self.names = frozenset(part.filename for part in parts)
        self.sizes = {part.filename: part.file_size for part in parts}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def read(self, name: str) -> bytes:
        """The unpacked part ``name``; :class:`Unreadable` if it is missing, damaged or beyond the limit."""
        try:
            with self._zip.open(name) as part:
                data = part.read(self._left + 1)
        except KeyError as error:
            raise Unreadable("RD005", f"缺少部件 {name}") from error
        except (
            zipfile.BadZipFile,
            zlib.error,
            OSError,
            ValueError,
            NotImplementedError,
            RuntimeError,
            EOFError,
        ) as error:
            raise Unreadable("RD005", f"部件 {name} 无法解压") from error
        self._left -= len(data)
        if self._left < 0:
            raise self._too_big()
        return data

    def xml(self, name: str) -> _Element:
        return parse_xml(self.read(name), name)

    def _too_big(self) -> Unreadable:
        return Unreadable("RD006", f"解压后超过 {self._limit // (1024 * 1024)} MB，可能是压缩炸弹")
