"""``jixiao serve`` as somebody runs it: a first start, the demo, a page with a chart, and stopping."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

import jixiao.cli


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _worker_of(server: int, other_than: int = 0) -> int:
    """The process that does the background jobs of a server; waits until there is one."""
    for _ in range(300):
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                runs = status.with_name("cmdline").read_text()
                if (
                    f"PPid:\t{server}\n" in status.read_text()
                    and "jobs.worker" in runs
                    and other_than != int(status.parent.name)
                ):
                    return int(status.parent.name)
        time.sleep(0.1)  # another process starts it
    return 0


@pytest.fixture
def served(tmp_path):
    """The demo, served by real processes on SQLite in its own folder."""
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DJANGO_"))}
    log = (tmp_path / "log").open("w+")
    command = [sys.executable, "-m", "jixiao", "serve", "--demo", "--data", str(tmp_path / "data"), "--port", str(port)]
    child = subprocess.Popen(command, stdout=log, stderr=log, env={**environment, "PYTHONUNBUFFERED": "1"})
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, follow_redirects=True)
    try:
        for _ in range(600):
            assert child.poll() is None, (tmp_path / "log").read_text()
            try:
                client.get("/login/")
                break
            except httpx.TransportError:
                time.sleep(0.1)  # nothing to wait on but the port itself
        yield client, tmp_path, child.pid
    finally:
        client.close()
        # As a service manager ends it; Ctrl-C comes the same way, and to the children by itself.
        child.send_signal(signal.SIGTERM)
        assert child.wait(timeout=30) == 0
        with pytest.raises(httpx.TransportError):
            httpx.get(f"http://127.0.0.1:{port}/login/")
        log.close()


def test_the_demo_is_served_with_charts_and_jobs(served):
    client, folder, server = served
    worker = _worker_of(server)
    os.kill(worker, signal.SIGKILL)
    said = (folder / "log").read_text()
    username, password = re.search(r"^  (admin)　密码 (\S+)　", said, re.MULTILINE).groups()
    token = client.cookies["csrftoken"]
    home = client.post("/login/", data={"username": username, "password": password, "csrfmiddlewaretoken": token})
    assert "财政管理员</span>，您好" in home.text
    page = client.get("/review/rounds/")
    address = re.search(r'href="(/review/rounds/\d+/)"', page.text).group(1)
    assert "<svg" in client.get(address).text
    public = httpx.get(f"{client.base_url}/public/")
    assert "湛江市科学技术协会" in public.text
    done = CliRunner().invoke(jixiao.cli.root, ["audit", "verify", "--data", str(folder / "none")])
    assert done.exit_code == 2
    shown = subprocess.run(
        [sys.executable, "-m", "jixiao", "audit", "verify", "--data", str(folder / "data")],
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if not name.startswith(("JIXIAO_", "DJANGO_"))},
    )
    assert "日志完好" in shown.stdout, shown.stderr
    assert _worker_of(server, other_than=worker)


def test_a_taken_port_is_told_in_one_line(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(jixiao.cli.root, ["serve", "--data", str(tmp_path), "--port", str(port)])
    assert done.exit_code == 2
    assert done.output.count("\n") == 1
    assert f"端口 {port} 已被占用" in done.output


def test_the_demo_never_mixes_with_real_data(db):
    from jixiao.web.demo import NotEmpty, load_demo
    from jixiao.web.organizations.models import Person

    Person.objects.create_user("real", "真人", "correct horse battery")
    with pytest.raises(NotEmpty):
        load_demo(print)
