"""``import condition``: condition surveys, a row a building or a row an element."""

from __future__ import annotations

from typing import Annotated

import typer

from estate_opt.cli.base import JsonOption
from estate_opt.cli.commands.imports.common import AsOption, SourceArgument, ToOption, imports, put
from estate_opt.cli.commands.imports.mapped import LikenessOption, MapOption, MappingOption, settle_columns
from estate_opt.errors import UsageError
from estate_opt.importing.condition import NAME, PRIORITIES, GradeRule, import_condition
from estate_opt.importing.gathered import read_gathered
from estate_opt.importing.joining import LIKENESS
from estate_opt.importing.known_columns import CONDITION
from estate_opt.importing.raw import read_raw

NEEDS = (("building_id", "uprn", "name"), ("grade", "backlog", "cost"))


@imports.command(
    epilog="Example: estate-opt import condition survey.xlsx --to data/mytown\n\n"
    "Example: estate-opt import condition elements.csv --to data/mytown --priorities 1,2 --grade worst"
)
def condition(
    source: SourceArgument,
    to: ToOption,
    name: AsOption = None,
    mapping: MappingOption = None,
    map_columns: MapOption = None,
    priorities: Annotated[
        str, typer.Option(help="Priorities of work that count as backlog, where elements have them.")
    ] = ",".join(map(str, PRIORITIES)),
    grade: Annotated[GradeRule, typer.Option(help="How elements' grades become the building's.")] = GradeRule.MEAN,
    likeness: LikenessOption = LIKENESS,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook; the longest if absent.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Import a condition survey: grades A to D, backlog in pounds, and the day of the survey."""
    raw, gathered, layer = read_raw(source, sheet=sheet), read_gathered(to), name or NAME
    found, told = settle_columns(raw, CONDITION, NEEDS, gathered, layer, mapping, map_columns)
    made = import_condition(
        raw, gathered, found.columns, name=layer, priorities=_priorities(priorities), rule=grade, likeness=likeness
    )
    put(to, made, as_json=as_json, told=told)


def _priorities(text: str) -> list[int]:
    words = [word.strip() for word in text.split(",")]
    if not all(word in ("1", "2", "3", "4") for word in words):
        raise UsageError(f"--priorities {text!r} is not a list of priorities from 1 to 4, such as 1,2,3.")
    return sorted({int(word) for word in words})
