"""Tables of Nomis by its API: CSV for some areas at a time, each answer checked for all of them.

Without an account Nomis gives at most 25,000 rows at once and cuts off the rest without a word, so areas are asked
for in parts. https://www.nomisweb.co.uk/api/v01/help
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from estate_opt.importing.fetch.endpoints import Service
from estate_opt.importing.fetch.http import ADDRESS, ASK_AGAIN, LATER, TABLE_TYPES, Client, refused

CODE = "GEOGRAPHY_CODE"
VALUE = "OBS_VALUE"
MOST_ROWS = 25_000


def fetch_table(client: Client, service: Service, codes: Sequence[str]) -> str:
    """Fetch the rows of some areas as CSV with one header.

    Raises
    ------
    InputError
        Where the service refuses, or leaves areas out.
    """
    header: list[str] = []
    rows: list[list[str]] = []
    size = client.manners.codes_a_request
    for start in range(0, len(codes), size):
        part = codes[start : start + size]
        parameters = dict(service.parameters) | {"geography": ",".join(part)}
        kept = client.get(service, parameters, types=TABLE_TYPES, check=_fault)
        table = _records(kept.body.read_bytes())
        header, body = table[0], table[1:]
        _refuse_gaps(service, header, body, part)
        rows += body
        client.say(f"{service.title}: {min(start + size, len(codes)):,} of {len(codes):,} areas")
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _records(body: bytes) -> list[list[str]]:
    text = body.decode("utf-8-sig", errors="replace")
    return [record for record in csv.reader(io.StringIO(text, newline="")) if record]


def _fault(body: bytes) -> str:
    """Why an answer is no table: a page of the web, a header alone, a row that broke off."""
    if body.lstrip()[:1] == b"<":
        return "The service sent a page where a table was asked for."
    records = _records(body)
    if not records or CODE not in records[0] or VALUE not in records[0]:
        return "The answer is not a table of Nomis with GEOGRAPHY_CODE and OBS_VALUE."
    if not body.endswith(b"\n") or any(len(record) != len(records[0]) for record in records):
        return f"{ASK_AGAIN} The table broke off."
    return ""


def _refuse_gaps(service: Service, header: list[str], body: list[list[str]], codes: Sequence[str]) -> None:
    """Refuse an answer in which areas are missing, or some have fewer rows than others."""
    if len(body) >= MOST_ROWS:
        message = f"The answer has {len(body):,} rows, the most that Nomis gives, so that some may be cut off."
        raise refused(service, message, "Set http.codes_a_request lower in a file for --endpoints.")
    place = header.index(CODE)
    counts = dict.fromkeys(codes, 0)
    for record in body:
        counts[record[place]] = counts.get(record[place], 0) + 1
    most = max(counts.values(), default=0)
    lacking = [code for code, count in counts.items() if count < most or not count]
    if lacking:
        message = (
            f"{len(lacking):,} of {len(codes):,} areas are missing or cut off in the answer, such as {lacking[0]}."
        )
        raise refused(service, message, f"{LATER} {ADDRESS}")
