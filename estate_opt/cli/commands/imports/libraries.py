"""``import libraries``: the Arts Council's basic data set of public libraries."""

from __future__ import annotations

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.wards import AuthorityOption
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.libraries import import_libraries
from estate_opt.importing.raw import read_raw


@imports.command(epilog="Example: estate-opt import libraries libraries.csv --authority Leeds --to data/leeds")
def libraries(
    file: SourceArgument,
    to: ToOption,
    authority: AuthorityOption = "",
    name: AsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read public libraries (Arts Council basic data set) with their opening hours by day; closed ones are listed."""
    layer = import_libraries(read_raw(file), read_gathered(to), authority=authority, name=name or "libraries")
    put(to, layer, as_json=as_json)
