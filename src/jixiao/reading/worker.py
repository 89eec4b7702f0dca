"""Risky formats are read in a process of their own, so that a hang can be ended and a crash takes nothing with it.

The process is started once and used for many files; it is replaced after a time limit, a crash, or when it has grown.
Requests and answers are pickled, each with its length in front, over the process's standard streams.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from jixiao.document import Document
from jixiao.reading.faults import Unreadable, fault

if TYPE_CHECKING:
    from jixiao.reading.limits import Limits

__all__ = ["close_workers", "idle_processes", "read_apart", "read_form"]

_LENGTH: Final = struct.Struct(">Q")
_MOST_FILES: Final = 500
_LARGEST_BYTES: Final = 700 * 1024 * 1024
"""A process that has read this many files, or has grown to this size, is replaced by a fresh one."""
_MODULES: Final = {"rtf": "doc", "odt": "doc", "xlsb": "xls", "ods": "xls", "image": "ocr"}
"""Formats that share another's reader."""
_OUTSIDE: Final = frozenset({"doc", "rtf", "odt", "xls", "xlsb", "ods", "image"})
_OUTSIDE_SHARE: Final = 3
"""An office suite and the recognition of images reserve far more address space than they use."""


def read_form(form: str, path: Path, source: str, limits: Limits) -> Document:
    """The document in a file that is known to be of ``form``, read in this process. Faults are findings in it."""
    reader = import_module(f"jixiao.reading.formats.{_MODULES.get(form, form)}")
    try:
        document: Document = reader.read(path, source, limits)
    except Unreadable as unreadable:
        return Document(source, form, (), findings=(fault(unreadable.code, source, unreadable.detail),))
    except (MemoryError, RecursionError):
        return Document(source, form, (), findings=(fault("RD009", source),))
    return replace(document, format=form)


def read_apart(form: str, path: Path, source: str, limits: Limits) -> Document:
    """As :func:`read_form`, in a process that is ended when it exceeds ``limits`` and may crash without harm."""
    answer: Document | str = "RD010"
    used = True
    # What earlier files left behind in a process (a recogniser's memory) must not be blamed on this one, so a crash in
    # a used process is tried once more in a fresh one.
    while answer == "RD010" and used:
        worker = _take()
        used = worker.files > 0
        answer = worker.ask((form, str(path), source, limits), _patience(form, limits))
        if isinstance(answer, Document):
            _give_back(worker)
            return answer
        worker.end()
    assert isinstance(answer, str)
    detail = str(_patience(form, limits)) if answer == "RD008" else ""
    return Document(source, form, (), findings=(fault(answer, source, detail),))


def _patience(form: str, limits: Limits) -> int:
    return limits.ocr_seconds if form == "image" else limits.seconds


@dataclass(slots=True)
class _Worker:
    """One process and what is known of it. ``owner`` is the process that may use it: a fork must not."""

    process: subprocess.Popen[bytes]
    owner: int
    files: int = 0
    grown: int = 0
    expired: bool = False

    @classmethod
    def start(cls) -> _Worker:
        environment = dict(os.environ)
        package_root = str(Path(__file__).resolve().parents[2])
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, (package_root, environment.get("PYTHONPATH"))))
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=os.name == "posix",
        )
        return cls(process, os.getpid())

    def ask(self, request: object, seconds: int) -> Document | str:
        """The answer to ``request``, or the code of the fault that prevented it."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None
        assert stdout is not None
        timer = threading.Timer(seconds, self.expire)
        timer.start()
        try:
            _send(stdin, request)
            document, self.grown = _answer(stdout)
        except (OSError, EOFError):
            return "RD008" if self.expired else "RD010"
        finally:
            timer.cancel()
        self.files += 1
        return document

    @property
    def worn(self) -> bool:
        return self.files >= _MOST_FILES or self.grown > _LARGEST_BYTES or self.process.poll() is not None

    def expire(self) -> None:
        self.expired = True
        self.kill()

    def kill(self) -> None:
        """Stops the process and everything it started; who waits for its answer then sees the end of the stream."""
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()

    def end(self) -> None:
        """Stops the process for good."""
        self.kill()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        self.process.wait()


_idle: list[_Worker] = []
_lock = threading.Lock()


def _take() -> _Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.owner == os.getpid() and worker.process.poll() is None:
                return worker
    return _Worker.start()


def _give_back(worker: _Worker) -> None:
    if worker.worn:
        worker.end()
        return
    with _lock:
        _idle.append(worker)


def idle_processes() -> tuple[int, ...]:
    """The ids of the processes that wait for the next file, for whoever watches what they hold."""
    with _lock:
        return tuple(worker.process.pid for worker in _idle if worker.owner == os.getpid())


def close_workers() -> None:
    """Ends the idle processes of this process; the next risky file starts a new one."""
    with _lock:
        mine = [worker for worker in _idle if worker.owner == os.getpid()]
        _idle.clear()
    for worker in mine:
        worker.end()


atexit.register(close_workers)


def _send(stream: IO[bytes], value: object) -> None:
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> object:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    # Only this module writes to these streams.
    return pickle.loads(_exactly(stream, length))  # noqa: S301


def _request(stream: IO[bytes]) -> tuple[str, str, str, Limits]:
    return cast("tuple[str, str, str, Limits]", _receive(stream))


def _answer(stream: IO[bytes]) -> tuple[Document, int]:
    return cast("tuple[Document, int]", _receive(stream))


def _exactly(stream: IO[bytes], size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        part = os.read(stream.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _serve() -> None:
    """The life of a worker: read a request, answer it, until the other side closes."""
    answers = os.fdopen(os.dup(1), "wb")
    # A library that prints must not talk into the answers.
    os.dup2(2, 1)
    requests = sys.stdin.buffer
    while True:
        try:
            form, path, source, limits = _request(requests)
        except EOFError:
            return
        _bound_memory(limits.memory_bytes * (_OUTSIDE_SHARE if form in _OUTSIDE else 1))
        _send(answers, (read_form(form, Path(path), source, limits), _size()))


def _bound_memory(size: int) -> None:
    if os.name == "posix":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size if hard == resource.RLIM_INFINITY else min(size, hard), hard))


def _size() -> int:
    """The memory this process holds, in bytes; 0 where that is not known."""
    # The most it ever held, as getrusage tells, counts what the process that started it held as well.
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    _serve()
