"""The consultation pack: overview, every ward and the method as one PDF, printed by a browser of this machine.

A browser that prints to PDF is on nearly every desk (Chromium, Chrome, Edge); a library that lays out pages by itself
would lay them out otherwise than the pages that people see.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from estate_opt.errors import OutputError

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "msedge",
    "chrome",
)
SECONDS = 180.0
ARGUMENTS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
"""Nothing is asked of any network."""
DATES = re.compile(rb"/(CreationDate|ModDate) \(D:[^)]*\)")


def write_pack(page: str, path: Path) -> Path:
    """Print a page that needs nothing but itself.

    Parameters
    ----------
    page
        Its text.
    path
        The PDF.

    Raises
    ------
    OutputError
        Where there is no browser on this machine, or it does not print.
    """
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise OutputError(
            "The pack is printed by a browser, and none was found: install Chromium, Chrome or Edge so that one of "
            f"{', '.join(BROWSERS)} is on the PATH. Or publish without --pdf."
        )
    with tempfile.TemporaryDirectory(prefix="estate-opt-pack-") as folder:
        source, made = Path(folder) / "pack.html", Path(folder) / "pack.pdf"
        source.write_text(page, encoding="utf-8", newline="\n")
        command = [browser, *ARGUMENTS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}", source.as_uri()]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
            text = made.read_bytes()
        except (subprocess.SubprocessError, OSError) as error:
            raise OutputError(f"{browser} did not print the pack ({error}). Publish without --pdf.") from error
    try:
        path.write_bytes(_undated(text))
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror or error}). Name another folder.") from error
    return path


def _undated(pdf: bytes) -> bytes:
    """The same PDF whenever it is printed: its dates are blanked, to the same length so that its table still fits."""
    return DATES.sub(lambda found: b"/" + found[1] + b" (" + b" " * (len(found[0]) - len(found[1]) - 4) + b")", pdf)
