"""Programs as LP text for people: one row a line, and what a rule adds to the physics apart from it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pulp

SECTIONS = ("Minimize", "Subject To", "Bounds", "Binaries", "End")

Sections = dict[str, list[str]]


def sections(problem: pulp.LpProblem) -> Sections:
    """The lines of each section of the LP file, broken rows joined."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "program.lp"
        problem.writeLP(str(path))
        lines = path.read_text(encoding="utf-8").splitlines()
    found: Sections = {section: [] for section in SECTIONS}
    section = ""
    for line in lines:
        if line in SECTIONS:
            section = line
        elif section in ("Minimize", "Subject To") and line.startswith(" "):
            found[section][-1] += line
        elif section:
            found[section].append(line.strip())
    return found


def whole(program: Sections) -> str:
    """A program as it is."""
    return "".join(f"{section}\n{_lines(program[section])}" for section in SECTIONS)


def beyond(program: Sections, physics: Sections) -> str:
    """The objective, what the program has beyond the physics, and what of that it lacks (as comments)."""
    text = f"Minimize\n{_lines(program['Minimize'])}"
    for section in SECTIONS[1:-1]:
        added = [line for line in program[section] if line not in set(physics[section])]
        gone = [f"\\ without {line}" for line in physics[section] if line not in set(program[section])]
        if added or gone:
            text += f"{section}\n{_lines([*added, *gone])}"
    return text + "End\n"


def _lines(lines: list[str]) -> str:
    return "".join(f" {line}\n" for line in lines)
