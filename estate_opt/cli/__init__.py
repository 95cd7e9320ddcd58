"""The command line: ``estate-opt``. One function a command; the only place that prints."""

from estate_opt.cli.app import app, call, main

__all__ = ["app", "call", "main"]
