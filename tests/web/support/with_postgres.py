"""Runs a command with a PostgreSQL server of its own: ``python with_postgres.py COMMAND…``.

The server lives in a temporary folder, listens on a socket there and nowhere else, and is gone afterwards. Where the
machine has no PostgreSQL it says so and ends well, in CI (``JIXIAO_ALLOW_SKIPS=0``) it fails.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def _binaries() -> Path | None:
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    return next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


def main(command: list[str]) -> int:
    """The command's exit code."""
    binaries = _binaries()
    if binaries is None or not (binaries / "initdb").exists():
        print("没有 PostgreSQL，跳过在 PostgreSQL 上的测试。", file=sys.stderr)
        return 1 if os.environ.get("JIXIAO_ALLOW_SKIPS") == "0" else 0
    with tempfile.TemporaryDirectory(prefix="jixiao-pg-") as folder:
        data, socket = Path(folder) / "data", Path(folder) / "socket"
        socket.mkdir()
        before: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            owner = pwd.getpwnam("postgres")
            for path in (Path(folder), socket):
                os.chown(path, owner.pw_uid, owner.pw_gid)
            Path(folder).chmod(0o755)
            before = ["runuser", "-u", "postgres", "--"]

        def quietly(*command: object) -> None:
            subprocess.run([*before, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd=folder)

        quietly(binaries / "initdb", "-D", data, "-U", "jixiao", "-A", "trust", "-N")
        options = f"-c listen_addresses= -c unix_socket_directories={socket} -c fsync=off -c max_connections=60"
        server = [binaries / "pg_ctl", "-D", data, "-w", "-l", Path(folder) / "server.log"]
        if before:
            (Path(folder) / "server.log").touch()
            os.chown(Path(folder) / "server.log", owner.pw_uid, owner.pw_gid)
        quietly(*server, "-o", options, "start")
        try:
            address = f"postgresql://jixiao@{str(socket).replace('/', '%2F')}/postgres"
            return subprocess.run(command, env={**os.environ, "JIXIAO_DATABASE": address}, check=False).returncode
        finally:
            quietly(*server, "-m", "immediate", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
