"""Connections to a PostgreSQL database, for reading a register and for writing a plan's layers.

SQLAlchemy and psycopg come with the extra ``estate-opt[postgis]`` and are imported where they are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from estate_opt.errors import InputError, Problem

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

CONNECT_SECONDS = 5
"""A server that does not answer within this is told of as not there."""
TABLE = "table"
"""Part of the address that names the table, as ``schema.table``."""
EXAMPLE = "postgresql://user:password@host:5432/database?table=schema.name"
_DRIVER = "postgresql+psycopg"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is.

    Parameters
    ----------
    url
        Address for SQLAlchemy; its text hides the password, which is why it is not kept as text.
    shown
        Host and database, for people.
    table
        Table named in the address; empty where none is.
    """

    url: URL = field(repr=False)
    shown: str
    table: str
    password: str = field(repr=False)

    def problem(self, message: str, remedy: str, *, value: str = "") -> InputError:
        """One problem with this database, as an error."""
        return InputError([Problem(self.shown, self.hide(message), remedy, value=value)])

    def hide(self, text: str) -> str:
        """Text without the password."""
        return text.replace(self.password, "***") if self.password else text


def parse_address(text: str) -> Address:
    """Take the address of a database apart.

    Parameters
    ----------
    text
        Such as :data:`EXAMPLE`; further parts after ``?`` (``sslmode=require``) go to the driver.

    Raises
    ------
    InputError
        Where the extra is not installed, or the address cannot be understood. The address is never repeated: it may
        hold a password.
    """
    try:
        import psycopg  # noqa: F401 - SQLAlchemy loads it by name
        from sqlalchemy.engine import make_url
        from sqlalchemy.exc import ArgumentError
    except ImportError as error:
        remedy = "Install it with: pip install 'estate-opt[postgis]'"
        message = f"Databases need the extra estate-opt[postgis], and {error.name} is not installed."
        raise InputError([Problem("postgresql", message, remedy)]) from error
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        message = "The address of the database cannot be understood."
        raise InputError([Problem("postgresql", message, f"Write it like {EXAMPLE}.")]) from error
    table = url.query.get(TABLE, "")
    shown = f"postgresql://{url.host or 'localhost'}{f':{url.port}' if url.port else ''}/{url.database or ''}"
    return Address(
        url=url.difference_update_query([TABLE]).set(drivername=_DRIVER),
        shown=shown,
        table=table if isinstance(table, str) else table[-1],
        password=str(url.password or ""),
    )


@contextmanager
def connected(address: Address) -> Iterator[Connection]:
    """Hold a connection in one transaction, which is committed at the end and undone by an error.

    Raises
    ------
    InputError
        Where the server is not there, refuses, or an SQL statement fails, with what it says.
    """
    from psycopg import Error as DriverError  # what copying rows raises, past SQLAlchemy
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError
    from sqlalchemy.pool import NullPool

    timeout = {"connect_timeout": CONNECT_SECONDS}
    try:
        engine = create_engine(address.url, poolclass=NullPool, connect_args=timeout)
        connection = engine.connect()
    except (SQLAlchemyError, UnicodeError, ValueError) as error:
        remedy = "Check host, port, database, user and password, and that this machine may connect."
        raise address.problem(f"The database cannot be reached ({_said(error)}).", remedy) from error
    with connection:
        try:
            with connection.begin():
                yield connection
        except (SQLAlchemyError, DriverError) as error:
            message = f"The database refused ({_said(error)})."
            raise address.problem(message, "Nothing was changed. Check the rights of the user.") from error


def _said(error: Exception) -> str:
    """The first line of what the server said."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    return lines[0][:300].rstrip(".") if lines else type(error).__name__
