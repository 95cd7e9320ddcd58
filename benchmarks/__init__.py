"""Benchmarks: cases × sizes × whoever solves them, each in a process of its own, as JSON and as a table.

    python -m benchmarks                    the demonstration and Leeds
    python -m benchmarks cities --quick     the smaller half of one case
    python -m benchmarks pmed --peers       with the peers side by side, in the same run

A new case is one file in ``benchmarks/cases/`` that says ``CASE = Case(…)``.
"""
