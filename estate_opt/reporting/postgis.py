"""A plan's layers and tables in a PostGIS database, in one transaction: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from estate_opt.errors import OutputError
from estate_opt.importing.database import Address, connected, parse_address
from estate_opt.reporting.geopackage import layers_of
from estate_opt.results.result import Result
from estate_opt.results.tables import Table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SCHEMA = "estate_opt"
"""Where the tables go if nothing else is said; made where it is missing."""
OURS = "Written by estate-opt"
"""What the comment of our tables begins with. Tables without it are somebody else's and are never replaced."""
NAME_OF_TABLE = {"relocations": "moves"}
"""Tables whose name a layer has too: the layer has lines of what moves, the table also what ends."""
ABOUT = "about"
PERCENT = "%"
LONGEST_NAME = 63
"""Bytes of a name that PostgreSQL keeps."""


def write_postgis(
    to: str,
    *,
    result: Result,
    found: Mapping[str, Table],
    about: Mapping[str, str],
    schema: str = SCHEMA,
    overwrite: bool = False,
) -> Mapping[str, int]:
    """Write the layers and tables of a plan.

    Parameters
    ----------
    to
        Address of the database, ``postgresql://user:password@host:port/database``.
    result
        The plan with the estate, for its geometry.
    found
        Its tables.
    about
        What to know of the run, as text by name; a table of its own and the comment of each table.
    schema
        Schema of the tables.
    overwrite
        Whether tables that an earlier export wrote may be replaced.

    Returns
    -------
    Mapping
        Rows by table. Empty text is NULL, as nothing is known.

    Raises
    ------
    InputError
        Where the database cannot be reached or refuses; nothing is changed then.
    OutputError
        Where it has no PostGIS, or a table is there already; nothing is changed either.
    """
    layers = layers_of(result, found)
    tables = {NAME_OF_TABLE.get(name, name): table for name, table in found.items()}
    rows = {name: table.rows for name, table in tables.items()}
    rows[ABOUT] = pd.DataFrame({"name": list(about), "value": list(about.values())}, dtype="str")
    address = parse_address(to)
    with connected(address) as connection:
        _require_postgis(connection, address)
        _make_room(connection, schema, [*layers, *rows], overwrite=overwrite)
        for name, layer in layers.items():
            _as_rows(layer).to_postgis(name, connection, schema=schema, index=False)
        for name, frame in rows.items():
            _as_rows(frame).to_sql(name, connection, schema=schema, index=False)
        _comment(connection, schema, [*layers, *rows], tables, about)
    return {name: len(frame) for name, frame in (*layers.items(), *rows.items())}


def require_postgis(to: str) -> None:
    """Make sure that a database is there and has PostGIS.

    Raises
    ------
    InputError, OutputError
        As :func:`write_postgis`.
    """
    address = parse_address(to)
    with connected(address) as connection:
        _require_postgis(connection, address)


def _require_postgis(connection: Connection, address: Address) -> None:
    from sqlalchemy import text

    if connection.execute(text("select 1 from pg_extension where extname = 'postgis'")).first() is None:
        raise OutputError(f"{address.shown} has no PostGIS. Run in it: CREATE EXTENSION postgis;")


def _make_room(connection: Connection, schema: str, names: Sequence[str], *, overwrite: bool) -> None:
    """Make the schema, and take out tables of an earlier export; refuse where others are there."""
    from sqlalchemy import MetaData, inspect
    from sqlalchemy import Table as SqlTable
    from sqlalchemy.schema import CreateSchema, DropTable

    if PERCENT in schema:
        raise OutputError(f"The schema {schema!r} cannot be written: take the {PERCENT} out of its name.")
    inspector = inspect(connection)
    if schema not in inspector.get_schema_names():
        connection.execute(CreateSchema(schema))
        return
    there = [name for name in names if inspector.has_table(name, schema=schema)]
    if not there:
        return
    ours = [name for name in there if _is_ours(connection, schema, name)]
    if len(ours) < len(there):
        named = ", ".join(f"{schema}.{name}" for name in there if name not in ours)
        message = f"There are tables that estate-opt has not written: {named}. They are never replaced."
        raise OutputError(f"{message} Choose another schema with --schema.")
    if not overwrite:
        message = f"The schema {schema} has an export already: {', '.join(ours)}."
        raise OutputError(f"{message} Replace it with --overwrite, or choose another with --schema.")
    for name in ours:
        connection.execute(DropTable(SqlTable(name, MetaData(), schema=schema)))


def _is_ours(connection: Connection, schema: str, name: str) -> bool:
    from sqlalchemy import text

    statement = text(
        "select obj_description(c.oid, 'pg_class') from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = :schema and c.relname = :name and c.relkind = 'r'"
    )
    said = connection.execute(statement, {"schema": schema, "name": name}).scalar()
    return bool(said and str(said).startswith(OURS))


def fitting_names(names: Sequence[str]) -> dict[str, str]:
    """Names that PostgreSQL would cut, and take two of them for one, or that its driver cannot copy, by others."""
    odd = [name for name in names if len(name.encode("utf-8")) > LONGEST_NAME or PERCENT in name]
    plain = (name.replace(PERCENT, "pc").encode("utf-8")[: LONGEST_NAME - 6].decode("utf-8", "ignore") for name in odd)
    return {name: f"{other}_{number}" for number, (name, other) in enumerate(zip(odd, plain, strict=True), start=1)}


def _as_rows[Frame: (pd.DataFrame, gpd.GeoDataFrame)](frame: Frame) -> Frame:
    """The rows with nothing instead of empty text, and with names that fit, as databases have it."""
    texts = [name for name in frame.columns if frame[name].dtype == "str"]
    filled = frame.assign(**{str(name): frame[name].where(frame[name] != "", None) for name in texts})
    return filled.rename(columns=fitting_names([str(name) for name in frame.columns]))


def _comment(
    connection: Connection,
    schema: str,
    names: Sequence[str],
    tables: Mapping[str, Table],
    about: Mapping[str, str],
) -> None:
    """Say in the database what each table and column is, and that the tables are ours."""
    from sqlalchemy import Column, MetaData
    from sqlalchemy import Table as SqlTable
    from sqlalchemy.schema import SetColumnComment, SetTableComment

    described = f"{OURS}: {', '.join(f'{name} {value}' for name, value in about.items())}."
    for name in names:
        columns = tables[name].columns if name in tables else ()
        fitting = fitting_names([column.name for column in columns])
        meant: list[Column[str]] = [Column(fitting.get(c.name, c.name), comment=c.meaning) for c in columns]
        table = SqlTable(name, MetaData(), *meant, schema=schema, comment=described)
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))
