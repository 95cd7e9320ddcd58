"""The mapping file: which column is which, in TOML that people edit and keep beside their source."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from estate_opt.errors import InputError, Problem, did_you_mean
from estate_opt.importing.mapper import Proposal, Target
from estate_opt.importing.reading.table import RawTable

COLUMNS = "columns"
"""Section of the file: target = "column as published"; an empty text says that there is none."""
Sections = Mapping[str, Mapping[str, str]]


def read_mapping_file(path: Path, sections: Collection[str] = (COLUMNS,)) -> Sections:
    """Read a mapping file.

    Parameters
    ----------
    path
        The file.
    sections
        Sections that the import knows; each holds texts by name.

    Raises
    ------
    InputError
        With every problem of the file.
    """
    try:
        document = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(
            [Problem(path.name, f"The file cannot be read ({error.strerror}).", "Check its name.")]
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"The file is not TOML in UTF-8 ({error})."
        raise InputError([Problem(path.name, message, 'Write lines such as name = "Name of asset".')]) from error
    problems = []
    for section, content in document.items():
        if section not in sections:
            remedy = did_you_mean(section, sections) or f"It may have {', '.join(f'[{name}]' for name in sections)}."
            problems.append(
                Problem(path.name, f"There is no section [{section}] in a mapping file.", remedy, column=section)
            )
        elif not isinstance(content, dict):
            problems.append(
                Problem(path.name, f"[{section}] is not a section.", "Write it in brackets.", column=section)
            )
        else:
            problems += [
                Problem(
                    path.name,
                    "This is not a text.",
                    "Put it into quotation marks.",
                    column=f"{section}.{name}",
                    value=str(value),
                )
                for name, value in content.items()
                if not isinstance(value, str)
            ]
    if problems:
        raise InputError(problems)
    return {section: dict(document.get(section, {})) for section in sections}


def mapping_text(
    raw: RawTable,
    targets: Sequence[Target],
    columns: Mapping[str, str],
    doubtful: Mapping[str, Proposal],
    more: str = "",
) -> str:
    """A mapping file, ready to edit.

    Parameters
    ----------
    raw
        The source.
    targets
        What the import looks for.
    columns
        Column by target, as far as settled.
    doubtful
        The likeliest column of targets that were not settled.
    more
        Further sections.
    """
    lines = [
        f"# Which column of {raw.name} is which. Edit, and give it to the import with --mapping.",
        '# Names on the right are as published; write "" where there is no such column.',
        "# Columns of the source:",
        *(f"#   {_quoted(column)}" for column in raw.columns),
        "",
        f"[{COLUMNS}]",
    ]
    for target in targets:
        column = columns.get(target.column)
        near = doubtful.get(target.column)
        line = f"{target.column} = {_quoted(column or '')}"
        note = target.meaning
        if column is None:
            line = f"# {target.column} = {_quoted(near.column if near else '')}"
            note += f" - perhaps this one ({near.confidence:.0%} sure)" if near else " - not found"
        lines.append(f"{line}  # {note}" if note else line)
    return "\n".join(lines) + "\n" + (f"\n{more}" if more else "")


def section_text(name: str, cells: Mapping[str, str], comments: Sequence[str] = ()) -> str:
    """One section with texts by name."""
    lines = [*(f"# {comment}" for comment in comments), f"[{name}]"]
    return "\n".join([*lines, *(f"{_quoted(key)} = {_quoted(value)}" for key, value in cells.items())]) + "\n"


def write_draft(path: Path, text: str) -> str:
    """Write a draft where none is yet, and say where it lies and what to do with it; one that is there stays."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return f"{path} is there already: edit it and give it with --mapping {path}."
    except OSError:
        return "Write a draft with --propose FILE, edit it and give it with --mapping FILE."
    return f"A draft lies in {path}: edit it and give it with --mapping {path}."


def _quoted(text: str) -> str:
    """A TOML basic string: as in JSON, with the one control character more that TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
