"""A real PostgreSQL with PostGIS, on loopback, in a folder that goes away; Debian's packages."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

VERSIONS = Path("/usr/lib/postgresql")
EXTENSIONS = Path("/usr/share/postgresql")
SERVER_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user."""
PASSWORD = "k33p-m3-secret"
READY_SECONDS, END_SECONDS = 60, 30
SETTINGS = {"fsync": "off", "synchronous_commit": "off", "shared_buffers": "16MB", "max_connections": "20"}


def _programs() -> Path | None:
    """Folder of the newest server that has PostGIS."""
    found = [
        version / "bin"
        for version in sorted(VERSIONS.glob("*"), key=lambda path: float(path.name))
        if (version / "bin" / "postgres").is_file()
        and (EXTENSIONS / version.name / "extension" / "postgis.control").is_file()
    ]
    return found[-1] if found else None


def _as_server(*words: object) -> list[str]:
    """A command as the user that the server may run as."""
    command = [str(word) for word in words]
    if os.geteuid() != 0:
        return command
    return ["setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--clear-groups", "--", *command]


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


class Server:
    """A running server; ``address`` names a database of it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def address(self, database: str, *, user: str = SERVER_USER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def run(self, database: str, *statements: str) -> list[tuple[object, ...]]:
        """Run statements as a user of PostgreSQL would, not through our code; give what the last one gave."""
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    programs = _programs()
    if programs is None:
        missing = (
            "No PostgreSQL with PostGIS on this machine: install it (on Debian: apt-get install postgresql-postgis)."
        )
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    folder = Path(tempfile.mkdtemp(prefix="estate-opt-postgis-"))
    try:
        yield from _started(programs, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(programs: Path, folder: Path) -> Iterator[Server]:
    if os.geteuid() == 0:
        account = pwd.getpwnam(SERVER_USER)
        os.chown(folder, account.pw_uid, account.pw_gid)
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    data = folder / "data"
    initialise = (programs / "initdb", "-D", data, "-U", SERVER_USER, "-A", "scram-sha-256", "--pwfile", secret)
    subprocess.run(_as_server(*initialise, "-E", "UTF8", "--no-sync"), check=True, capture_output=True, cwd=folder)
    port = _free_port()
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        command = (programs / "postgres", "-D", data, "-h", "127.0.0.1", "-p", port, "-k", folder, *settings)
        process = subprocess.Popen(_as_server(*command), cwd=folder, stdout=log, stderr=log)
    try:
        server = Server(port)
        _wait_for(server, process, folder / "log")
        server.run("template1", "create extension postgis")
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: open connections are ended
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_SECONDS)
        process.kill()
        process.wait()


def _wait_for(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(psycopg.OperationalError):
            server.run("postgres", "select 1")
            return
        time.sleep(0.1)
    pytest.fail(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")


class Database:
    """An empty database with PostGIS."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self.address = server.address(name)

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        return self.server.run(self.name, *statements)

    def tables(self, schema: str) -> set[str]:
        rows = self.run(f"select tablename from pg_tables where schemaname = '{schema}'")
        return {str(name) for (name,) in rows}


@pytest.fixture
def database(server: Server, request: pytest.FixtureRequest) -> Iterator[Database]:
    name = f"t{abs(hash(request.node.nodeid)):x}"
    server.run("postgres", f"create database {name}")
    yield Database(server, name)
    server.run("postgres", f"drop database {name} with (force)")
