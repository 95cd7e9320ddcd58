"""Addresses of databases, without a server: what is told, and that a password never is."""

from __future__ import annotations

import sys

import pytest

from estate_opt.errors import InputError
from estate_opt.importing.database import parse_address
from estate_opt.importing.raw import is_database, read_raw


def test_an_address_is_taken_apart() -> None:
    address = parse_address("postgresql://gis:swordfish@db.example:5433/estates?table=property.assets&sslmode=require")
    assert address.table == "property.assets"
    assert address.shown == "postgresql://db.example:5433/estates"
    assert address.url.query == {"sslmode": "require"}
    assert "swordfish" not in repr(address)
    assert address.hide("the password swordfish is wrong") == "the password *** is wrong"


def test_files_are_not_databases() -> None:
    assert is_database("postgres://h/d")
    assert not is_database("postgresql.csv")


@pytest.mark.parametrize("address", ["postgresql://u:trout@fish:port/db", "postgresql:x", "postgres://[u:trout/db"])
def test_an_address_that_cannot_be_understood_is_not_repeated(address: str) -> None:
    with pytest.raises(InputError, match="cannot be understood") as caught:
        read_raw(address)
    assert "trout" not in str(caught.value)


@pytest.mark.parametrize("package", ["psycopg", "sqlalchemy"])
def test_the_extra_is_named_where_it_is_missing(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == package]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=rf"estate-opt\[postgis\], and {package}"):
        read_raw("postgresql://u:swordfish@localhost/db?table=t")
