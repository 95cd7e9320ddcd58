"""A page as one file that needs nothing but itself: text escaped, scripts and styles inside, no connection out."""

from __future__ import annotations

import base64
import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from estate_opt.errors import OutputError
from estate_opt.results.figures import number, percent

HERE = "estate_opt.pages"


@dataclass(frozen=True, slots=True)
class Beside:
    """Styles and scripts that lie beside a page: links relative to it."""

    style: str
    script: str


@cache
def environment(package: str) -> Environment:
    """Templates of a package, and behind them those that all pages share.

    Text is escaped wherever it stands; a name that a template does not know is an error.
    """
    made = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(HERE)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"percent": percent, "number": number}
    return made


def page(
    template: str,
    package: str,
    *,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    beside: Beside | None = None,
    frames: bool = False,
    **context: Any,
) -> str:
    """Render a template as a page of its own.

    Parameters
    ----------
    template
        Its name among the package's templates; it extends ``frame.html.j2``.
    package
        The package whose template it is.
    styles, scripts
        Texts of ours, written into the page as they are, after the look that all pages share.
    beside
        Files of the page's own site that hold styles and scripts, where many pages share them; the look that all
        pages share is then one of theirs.
    frames
        Whether it shows other pages of its own site within it.
    context
        What the template shows: plain data, escaped.

    Returns
    -------
    str
        The page; the same context gives the same text.
    """
    styles = [asset(HERE, "plain.css"), *styles] if beside is None else styles
    return environment(package).get_template(template).render(
        styles=[Markup(style) for style in styles],
        scripts=[Markup(script) for script in scripts],
        beside=beside,
        security=Markup(security_policy(scripts, styles, beside=beside is not None, frames=frames)),  # no double quote
        **context,
    )  # fmt: skip


def asset(package: str, name: str) -> str:
    """A script or style that comes with a package."""
    return resources.files(package).joinpath("assets", name).read_text(encoding="utf-8").strip()


def security_policy(
    scripts: Iterable[str], styles: Iterable[str], *, beside: bool = False, frames: bool = False
) -> str:
    """Content security policy: only these very scripts and styles, or files beside the page; no connection out."""
    own = ["'self'", "file:"] if beside else []  # a page that is opened from a folder has no site that is its own
    script = " ".join([*own, *map(_digest, scripts)]) or "'none'"
    style = " ".join([*own, *map(_digest, styles)])
    pictures = " ".join(own) or "data:"
    inside = f"; frame-src {' '.join(own)}" if frames else ""
    rest = f"img-src {pictures}{inside}; base-uri 'none'; form-action 'none'"
    return f"default-src 'none'; script-src {script}; style-src {style}; {rest}"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def write_page(path: Path, text: str) -> Path:
    """Write a page, all of it or nothing; its folder is made where it is missing.

    Raises
    ------
    OutputError
        Where it cannot be written; a page that was there before is left as it was.
    """
    folder = path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=folder, delete=False) as unfinished:
            part = Path(unfinished.name)
            try:
                unfinished.write(text)
                unfinished.close()
                part.chmod(0o644)
                part.replace(path)
            except OSError:
                part.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(
            f"The page {path.name} cannot be written to {folder} ({error.strerror or error}). "
            "Choose a folder that you may write to, or free some space on the disk."
        ) from error
    return path
