"""Running the application: database brought up to date, a worker for background jobs, the web server."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

__all__ = ["Refused", "prepare", "serve"]

_GRANIAN: Final = (
    *(sys.executable, "-m", "granian", "--interface", "wsgi", "--blocking-threads", "4", "--backpressure", "128"),
    *("--log-level", "warning", "--respawn-failed-workers", "jixiao.web.wsgi:application"),
)
_WORKER: Final = (sys.executable, "-m", "jixiao.web.jobs.worker")
_WATCH_SECONDS: Final = 2
"""How often it is looked whether the worker is still there."""


class Refused(Exception):  # noqa: N818 - something the user has to change, told in Chinese
    """The server cannot be started as asked."""


def prepare(data: Path | None) -> None:
    """Sets Django up on the data folder and brings its database up to date. ``OSError`` where it cannot be written."""
    if data is not None:
        os.environ["JIXIAO_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jixiao.web.settings")
    import django
    from django.core.management import call_command
    from django.db.utils import OperationalError

    django.setup()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as fault:
        raise Refused(f"连不上数据库：{fault}。请检查 JIXIAO_DATABASE 的地址、用户名和密码。") from None


def serve(data: Path | None, host: str, port: int, workers: int, *, demo: bool, say: Callable[[str], object]) -> None:
    """Serves until it is interrupted. :class:`Refused` where the port is taken or the demo would mix with real data."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(f"端口 {port} 已被占用，请换一个：jixiao serve --port {port + 1}") from None
    prepare(data)
    if demo:
        from jixiao.web.demo import NotEmpty, load_demo

        try:
            people = load_demo(say)
        except NotEmpty:
            raise Refused(
                "数据文件夹里已有真实数据，不能装入演示数据。请用 --data 另指定一个文件夹，例如：jixiao serve --demo --data 演示"
            ) from None
        say("演示人员（密码都写在后面，仅供演示）：")
        for person in people:
            say(f"  {person.username}　密码 {person.password}　{person.does}")
    else:
        _first_administrator(say)
    address = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}/"  # noqa: S104 - compared, not bound
    say(f"网页版已运行：{address}　公开页面：{address}public/　按 Ctrl-C 停止。")
    # Whoever stops this process in another way than Ctrl-C must not leave its children behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    _run([*_GRANIAN, "--host", host, "--port", str(port), "--workers", str(workers)], say)


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603 - our own interpreter and its arguments


def _run(server: Sequence[str], say: Callable[[str], object]) -> None:
    """Keeps the web server running and a worker for its jobs beside it, until interrupted or the server ends."""
    # Both in fresh interpreters: the libraries of charts and documents do not survive a fork once they have been used.
    front, background = _start(server), _start(_WORKER)
    try:
        while front.poll() is None:
            if background.poll() is not None:
                background = _start(_WORKER)
            with contextlib.suppress(subprocess.TimeoutExpired):
                front.wait(timeout=_WATCH_SECONDS)
    except KeyboardInterrupt:
        say("正在停止…")
    finally:
        for child in (front, background):
            child.terminate()
        for child in (front, background):
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()


def _first_administrator(say: Callable[[str], object]) -> None:
    """In an empty database: a finance bureau and its administrator, with a password that is shown once."""
    import secrets

    from django.db import transaction

    from jixiao.lifecycle.roles import Role, UnitKind
    from jixiao.web.audit.chain import record
    from jixiao.web.organizations.models import Membership, Person, Unit

    if Person.objects.exists():
        return
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        unit = Unit.objects.create(name="财政局", code="001", kind=UnitKind.FINANCE)
        person = Person.objects.create_user("admin", "管理员", password, must_change_password=True)
        Membership.objects.create(person=person, unit=unit, role=Role.FINANCE_ADMINISTRATOR)
        record(None, "found", unit, unit=unit, new={"name": unit.name, "administrator": person.username})
    say(f"已建立管理员：登录名 admin，密码 {password}（只显示这一次，登录后请立即修改）。")
