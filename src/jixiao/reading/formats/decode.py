"""Bytes to text: UTF-8 with or without mark, UTF-16, and GB18030 with all it contains (GBK, GB2312)."""

from __future__ import annotations

__all__ = ["decode", "decoded_as"]


def decode(data: bytes) -> tuple[str, int]:
    """The text of ``data`` and how many characters in it could not be read (they are ``\\ufffd``)."""
    encoding = decoded_as(data)
    text = data.decode(encoding, "replace").removeprefix("\ufeff")
    return text, text.count("\ufffd")


def decoded_as(data: bytes) -> str:
    """The encoding that fits ``data`` best, as Python names it. GB18030 where nothing fits without faults."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:4096]
    if b"\0" in head:
        # Without a mark: line feeds and spaces show on which side the zero bytes stand.
        little = sum(1 for i in range(0, len(head) - 1, 2) if head[i + 1] == 0)
        big = sum(1 for i in range(0, len(head) - 1, 2) if head[i] == 0)
        if max(little, big) * 50 > len(head):
            return "utf-16-le" if little >= big else "utf-16-be"
    faults = {}
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError as fault:
            if fault.start >= len(data) - 4:
                return encoding
            faults[encoding] = data.decode(encoding, "replace").count("\ufffd")
        else:
            return encoding
    return min(faults, key=lambda encoding: faults[encoding])
