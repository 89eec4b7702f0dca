"""What the operating system says about a file, in Chinese: its own words are English on most machines."""

from __future__ import annotations

import errno
from typing import Final

__all__ = ["reason"]

_REASONS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限，或文件正被其他程序打开",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径当中有一段是文件，不是文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
    errno.ENOTEMPTY: "已有同名的文件夹",
    errno.ENOSPC: "磁盘空间不足",
    errno.EDQUOT: "超出磁盘配额",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EBUSY: "文件正被其他程序使用",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件太多",
}


def reason(error: OSError) -> str:
    """Why an operation on a file failed; what is not known here keeps the system's own words."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
