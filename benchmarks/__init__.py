"""Benchmarks: cases × sizes × whoever solves them, each in a process of its own, as JSON and as a table.

    python -m benchmarks                    the demonstration and Leeds
    python -m benchmarks cities --quick     the smaller half of one case
    python -m benchmarks pmed --peers       with the peers side by side, in the same run
    python -m benchmarks demo --peer scip   with one of them
    python -m benchmarks --targets          all that is to be reached, and whether it is (hours)
    python -m benchmarks.targets FILE …     the same of runs that are already there

A new case is one file in ``benchmarks/cases/`` that says ``CASE = Case(…)``.
"""
