"""Tables and views of a PostgreSQL database, with the shapes of PostGIS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from estate_opt.errors import InputError, Problem, Severity, nearest_word
from estate_opt.importing.database import EXAMPLE, Address, connected, parse_address
from estate_opt.importing.reading.shapes import in_degrees
from estate_opt.importing.reading.table import RawTable, unique_names

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

SHAPES = ("geometry", "geography")
"""Types of PostGIS."""
Record = tuple[Any, ...]
LISTED = 20
"""Tables that are named where the one asked for is not there."""

_RELATIONS = """
    select n.nspname as schema, c.relname as name, c.oid::bigint as oid
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and c.relname not in ('spatial_ref_sys', 'geometry_columns', 'geography_columns',
                            'raster_columns', 'raster_overviews')
      and has_table_privilege(c.oid, 'select')
    order by 1, 2
"""
_COLUMNS = """
    select a.attname as name, t.typname as type
    from pg_attribute a join pg_type t on t.oid = a.atttypid
    where a.attrelid = :oid and a.attnum > 0 and not a.attisdropped
    order by a.attnum
"""


@dataclass(frozen=True, slots=True)
class _Relation:
    schema: str
    name: str
    oid: int

    @property
    def full(self) -> str:
        return f"{self.schema}.{self.name}"


def read_table(address: str) -> RawTable:
    """Read a table or a view.

    Parameters
    ----------
    address
        Such as ``postgresql://user:password@host:5432/database?table=schema.name``; without a schema the table is
        looked for in all of them.

    Returns
    -------
    RawTable
        All columns as PostgreSQL writes them as text, in the order of their content, so that the same rows give the
        same table. Shapes of the first PostGIS column in degrees; ``rows`` are numbers of records.

    Raises
    ------
    InputError
        Where the server, the table or the right to read it is not there.
    """
    where = parse_address(address)
    from sqlalchemy import text

    with connected(where) as connection:
        connection.execute(text("set transaction read only"))
        connection.execute(text("set local datestyle to 'ISO, YMD'"))
        relation = _find(connection, where)
        names, shape, others = _columns(connection, relation)
        records = connection.exec_driver_sql(_select(connection, relation, names, shape)).all()
    if not records:
        raise where.problem(f"The table {relation.full} is empty.", "Name the one that holds the rows.")
    return _table(where, relation, names, shape, others, [tuple(record) for record in records])


def _find(connection: Connection, address: Address) -> _Relation:
    from sqlalchemy import text

    relations = [_Relation(r.schema, r.name, int(r.oid)) for r in connection.execute(text(_RELATIONS))]
    wanted = address.table
    found = [r for r in relations if wanted in (r.full, r.name)]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        said = ", ".join(r.full for r in found)
        raise address.problem(
            f"Several tables are called {wanted!r}: {said}.", "Name it with its schema.", value=wanted
        )
    there = [r.full for r in relations]
    listed = ", ".join(there[:LISTED]) + (" …" if len(there) > LISTED else "") or "none that this user may read"
    guess = nearest_word(wanted, there) if wanted else ""
    remedy = f"Did you mean {guess!r}? There are: {listed}." if guess else f"There are: {listed}."
    if not wanted:
        raise address.problem(f"The address names no table. Write it like {EXAMPLE}.", remedy)
    raise address.problem("There is no such table or view, or this user may not read it.", remedy, value=wanted)


def _columns(connection: Connection, relation: _Relation) -> tuple[list[str], str | None, list[str]]:
    """Columns that are text for us; the first that holds shapes; further ones, which are not read."""
    from sqlalchemy import text

    columns = connection.execute(text(_COLUMNS), {"oid": relation.oid}).all()
    shapes = [str(c.name) for c in columns if c.type in SHAPES]
    return [str(c.name) for c in columns if c.type not in SHAPES], next(iter(shapes), None), shapes[1:]


def _select(connection: Connection, relation: _Relation, names: list[str], shape: str | None) -> str:
    quote = connection.dialect.identifier_preparer.quote_identifier
    cells = [f"{quote(name)}::text" for name in names]
    if shape is not None:
        column = f"{quote(shape)}::geometry"
        cells += [f"ST_AsBinary(ST_CurveToLine(ST_Force2D({column})))", f"ST_SRID({column})"]
    order = ", ".join(f"{k + 1}" for k in range(len(names))) or "1"
    table = f"{quote(relation.schema)}.{quote(relation.name)}"
    return f"select {', '.join(cells)} from {table} order by {order}"


def _table(
    address: Address, relation: _Relation, names: list[str], shape: str | None, others: list[str], records: list[Record]
) -> RawTable:
    placed, problems = None, []
    if others:
        message = f"Only the shapes of the column {shape!r} were read, not those of {', '.join(others)}."
        problems.append(
            Problem(relation.full, message, "Make a view with one column of shapes.", severity=Severity.WARNING)
        )
    if shape is not None:
        placed, told = _shapes(relation, [record[-2:] for record in records])
        problems += told
    frame = pd.DataFrame([[cell or "" for cell in record[: len(names)]] for record in records], dtype="str")
    frame.columns = list(unique_names(names))
    return RawTable(
        name=relation.full,
        columns=tuple(frame.columns),
        frame=frame,
        rows=tuple(range(1, len(records) + 1)),
        how=f"table or view {relation.full} of {address.shown}" + (f", shapes in {shape!r}" if shape else ""),
        sha256="",
        geometry=placed,
        problems=tuple(problems),
    )


def _shapes(relation: _Relation, given: list[tuple[bytes | None, int | None]]) -> tuple[gpd.GeoSeries, list[Problem]]:
    """Shapes in degrees; each part with one coordinate system is turned on its own."""
    shapes = np.asarray(shapely.from_wkb([wkb for wkb, _ in given]), dtype=object)
    systems = np.array([srid or 0 for _, srid in given])
    problems: list[Problem] = []
    moved = shapes.copy()
    for srid in np.unique(systems).tolist():
        rows = systems == srid
        if srid == 0 and all(shape is None for shape in shapes[rows]):
            continue
        part = in_degrees(relation.full, shapes[rows], f"EPSG:{srid}" if srid else None)
        if isinstance(part, Problem):
            raise InputError([part])
        moved[rows] = part[0].to_numpy()
        problems += part[1]
    return gpd.GeoSeries(moved, crs=4326), problems
