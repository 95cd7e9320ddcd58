"""Workbooks in formats that no library here writes, made by hand: .xls (BIFF8 in a compound file) and .ods."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from zipfile import ZipFile

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SHORTEST_STREAM = 4096
"""Shorter streams would be kept in a stream of their own; this writer does without."""


def xls(rows: Sequence[Sequence[str | float]], sheet: str = "Assets") -> bytes:
    """Cells as an Excel 97 workbook of one sheet ([MS-XLS] records in an [MS-CFB] file)."""
    stream = _workbook(rows, sheet)
    stream += bytes(max(_SHORTEST_STREAM, -(-len(stream) // _SECTOR) * _SECTOR) - len(stream))
    sectors = len(stream) // _SECTOR
    chain = [*range(1, sectors), _END, _END, _FAT]  # the stream, the folder, the table of sectors
    fat = struct.pack(f"<{len(chain)}I", *chain) + struct.pack("<I", _FREE) * (_SECTOR // 4 - len(chain))
    folder = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, 0, len(stream)) + bytes(256)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, sectors, 0, _SHORTEST_STREAM, _END, 0, _END, 0,
    )  # fmt: skip
    header += struct.pack("<I", sectors + 1) + struct.pack("<I", _FREE) * 108
    return header + stream + folder + fat


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sHBBIII36xIII", text, len(text), kind, 1, _FREE, _FREE, child, start, size, 0
    )  # fmt: skip


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _workbook(rows: Sequence[Sequence[str | float]], sheet: str) -> bytes:
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    begin = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 6))
    length = len(begin) + 4 + 6 + len(name) + 4
    globals_ = begin + _record(0x85, struct.pack("<IH", length, 0) + name) + _record(0x0A, b"")
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return globals_ + _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 6)) + cells + _record(0x0A, b"")


def _cell(row: int, column: int, value: str | float) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x203, place + struct.pack("<d", value))


def ods(rows: Sequence[Sequence[str]], sheet: str = "Assets") -> bytes:
    """Cells as an OpenDocument spreadsheet of one sheet."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{body}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    data = io.BytesIO()
    with ZipFile(data, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return data.getvalue()
