"""Where the files lie that come with the program: in the wheel, or beside the package in a checkout."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent


def bundled(*parts: str) -> Path:
    """Path of a bundled file or folder, such as ``bundled("models", "demo.toml")``."""
    inside = HERE.joinpath("bundled", *parts)
    return inside if inside.exists() else HERE.parent.joinpath(*parts)


def demo_plan_file() -> Path:
    """The plan file of the demonstration."""
    return bundled("models", "demo.toml")
