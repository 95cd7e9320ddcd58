"""What commands print: problems, summaries and tables for people, JSON for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from estate_opt.errors import EstateOptError, InputError, Problem, Severity, VerificationFailed
from estate_opt.results.figures import percent
from estate_opt.results.stored import RunSummary
from estate_opt.results.summary import Line, Summary

PLAIN_WIDTH = 120
"""Width of tables where there is no terminal to ask."""

out = Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH)
err = Console(stderr=True, soft_wrap=True)
COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}


def as_json(data: Any) -> str:
    """Data as JSON text."""
    return json.dumps(data, ensure_ascii=False, indent=2, default=str)


def print_json(data: Any) -> None:
    """Print data as JSON on standard output, nothing else."""
    out.out(as_json(data), highlight=False)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print each problem on standard error: where, what, and what to do."""
    for problem in problems:
        colour = COLOURS[problem.severity]
        err.print(f"[{colour}]{problem.severity.value}[/{colour}] {escape(str(problem))}", highlight=False)


def print_error(error: EstateOptError, *, before_solving: bool = False) -> None:
    """Print an error on standard error, as sentences; ``before_solving`` where a plan was to be made or checked."""
    match error:
        case InputError():
            print_problems(error.problems)
            wrong = sum(1 for p in error.problems if p.severity is Severity.ERROR)
            so = ": nothing was solved and nothing was changed" if before_solving else ""
            err.print(f"{wrong} error{'s' if wrong != 1 else ''}{so}.")
        case VerificationFailed():
            err.print("[red]The verifier refuses this plan:[/red]")
            for difference in error.differences:
                err.print(f"  {escape(difference)}", highlight=False)
        case _:
            err.print(f"[red]{escape(str(error))}[/red]", highlight=False)


def error_as_json(error: EstateOptError) -> dict[str, Any]:
    """An error as data for scripts."""
    data: dict[str, Any] = {"error": type(error).__name__, "exit_code": error.exit_code, "message": str(error)}
    if isinstance(error, InputError):
        data["problems"] = [asdict(problem) for problem in error.problems]
    return data


def print_summary(about: Summary) -> None:
    """Print a run: today, plan, change; each target, met or by how much not; the proof; what to know."""
    out.print(f"\n[bold]{escape(about.title)}[/bold]  ({escape(about.scenario)}, {about.written})")
    out.print(_totals(about.totals))
    _print_targets(about.targets)
    out.print()
    for sentence in (*about.proof, *about.notes):
        out.print(escape(sentence), highlight=False)


def _totals(lines: Sequence[Line]) -> Table:
    table = Table(title="The estate", title_justify="left", show_edge=False)
    table.add_column("")
    for heading in ("Today", "Plan", "Change"):
        table.add_column(heading, justify="right")
    for line in lines:
        table.add_row(escape(line.label), line.today, line.plan, line.change)
    return table


def _print_targets(lines: Sequence[Line]) -> None:
    """Every missed target; a policy that holds in many areas is one line where all of them are met."""
    missed = [line for line in lines if line.met is False]
    out.print(f"\n{len(lines)} targets: {len(lines) - len(missed)} met, {len(missed)} missed", style="bold")
    for line in missed:
        out.print(f"[yellow]missed[/yellow]  {escape(line.label)}", highlight=False)
        out.print(f"        today {line.today}, plan {line.plan}, wanted {line.target}: {line.status}", highlight=False)
    for policy in dict.fromkeys(line.policy for line in lines):
        met = [line for line in lines if line.policy == policy and line.met]
        for line in met[:1]:
            more = f" … and {len(met) - 1} more like it" if len(met) > 1 else ""
            out.print(f"[green]met[/green]     {escape(line.label)}{more}", highlight=False)
            out.print(f"        today {line.today}, plan {line.plan}, wanted {line.target}", highlight=False)


def print_runs(runs: Sequence[RunSummary]) -> None:
    """Print the list of runs."""
    table = Table(show_edge=False)
    for heading in ("Run", "Title", "Buildings", "Outcome", "Gap", "Seconds"):
        table.add_column(heading)
    for run in runs:
        gap = "" if run.gap is None else percent(run.gap, 2)
        if run.problem:
            table.add_row(escape(run.name), f"[red]{escape(run.problem)}[/red]", "", "", "", "")
            continue
        seconds = "" if run.seconds is None else f"{run.seconds:.1f}"
        table.add_row(
            escape(run.name),
            escape(run.title),
            f"{run.buildings_today} → {run.buildings_plan}",
            run.outcome,
            gap,
            seconds,
        )
    out.print(table)
