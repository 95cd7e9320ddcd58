"""The open services on loopback, behaving as they do: paging, limits, errors with status 200, and every fault once.

A fault is put before an answer by its path: the first requests get the faults, the ones after them what they ask for.
"""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.importing.places import AT, LSOAS, PEOPLE, WARDS, square

MOST_FEATURES = 3
"""Features that the services give at once, whatever is asked for."""
CODES = list(LSOAS)
Row = dict[str, object]


@dataclass
class Answer:
    """What is sent, and how it is spoilt."""

    status: int = 200
    body: bytes = b""
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: int = 0
    """Bytes that are left out at the end, though the header counts them."""


class Services:
    """Layers and files by path, faults in wait, and the requests that came."""

    def __init__(self) -> None:
        self.features: dict[str, list[tuple[Row, object]]] = {}
        self.files: dict[str, Answer] = {}
        self.tables: dict[str, Callable[[Mapping[str, str]], Answer]] = {}
        self.faults: dict[str, list[Answer | str]] = defaultdict(list)
        self.requests: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.url = ""

    def answer(self, path: str, query: dict[str, str], headers: Mapping[str, str]) -> Answer:
        self.requests.append((path, query, dict(headers)))
        fault = self.faults[path].pop(0) if self.faults[path] else None
        if isinstance(fault, Answer):
            return fault
        whole = self._whole(path, query)
        if fault == "truncated":
            return Answer(whole.status, whole.body, whole.kind, whole.headers, cut=len(whole.body) // 2)
        asked = re.fullmatch(r"bytes=(\d+)-", headers.get("Range", ""))
        if asked and headers.get("If-Range") == whole.headers.get("ETag"):
            return Answer(206, whole.body[int(asked[1]) :], whole.kind)
        return whole

    def _whole(self, path: str, query: dict[str, str]) -> Answer:
        if path in self.features:
            return self._features(path, query)
        if path in self.tables:
            return self.tables[path](query)
        return self.files.get(path, Answer(404, b"<html>Not found</html>", "text/html"))

    def _features(self, path: str, query: dict[str, str]) -> Answer:
        fitting = [row for row in self.features[path] if _fulfils(row[0], query["where"])]
        if query.get("returnCountOnly") == "true":
            return Answer(body=json.dumps({"count": len(fitting)}).encode())
        fitting.sort(key=lambda row: str(row[0][query["orderByFields"]]))
        start, count = int(query["resultOffset"]), min(int(query["resultRecordCount"]), MOST_FEATURES)
        page = fitting[start : start + count]
        shown = query["returnGeometry"] == "true"
        document: dict[str, object] = {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": p, "geometry": g if shown else None} for p, g in page],
        }
        if start + count < len(fitting):
            document["properties"] = {"exceededTransferLimit": True}
        return Answer(body=json.dumps(document).encode(), kind="application/geo+json; charset=utf-8")


def _fulfils(row: Row, where: str) -> bool:
    if where == "1=1":
        return True
    equal = re.fullmatch(r"(\w+)='([^']*)'", where)
    if equal:
        return row[equal[1]] == equal[2]
    among = re.fullmatch(r"(\w+) IN \((.*)\)", where)
    assert among, where
    return row[among[1]] in re.findall(r"'([^']*)'", among[2])


def api_error(code: int, message: str) -> Answer:
    """An error as ArcGIS sends it: status 200."""
    body = {"error": {"code": code, "message": message, "details": ["Unable to complete operation."]}}
    return Answer(body=json.dumps(body).encode())


def _nomis(column: str, figures: Mapping[str, Mapping[str, int]]) -> Callable[[Mapping[str, str]], Answer]:
    def table(query: Mapping[str, str]) -> Answer:
        assert query["measures"] == "20100"
        rows = [
            f'2021,"{code}","Leeds {code[-1]}","{label}","Value",{by_code[code]}'
            for code in query["geography"].split(",")
            for label, by_code in figures.items()
        ]
        header = f"DATE_NAME,GEOGRAPHY_CODE,GEOGRAPHY_NAME,{column},MEASURES_NAME,OBS_VALUE"
        return Answer(body=("\n".join([header, *rows]) + "\n").encode(), kind="text/csv")

    return table


def leeds_services(services: Services) -> None:
    """Fill the services with a small Leeds and something of its neighbour."""
    lad = {"LAD24CD": "E08000035", "LAD24NM": "Leeds"}
    other = {"LAD24CD": "E08000032", "LAD24NM": "Bradford"}
    services.features["/lad"] = [({**row, "FID": k}, None) for k, row in enumerate([lad, other])]
    shapes = [square(-1.6, -1.56), square(-1.56, -1.52)]
    services.features["/wards"] = [
        ({"WD24CD": code, "WD24NM": name, **lad}, shape)
        for (code, name), shape in zip(WARDS.items(), shapes, strict=True)
    ] + [({"WD24CD": "E05099999", "WD24NM": "Elsewhere", **other}, square(-1.8, -1.7))]
    services.features["/lookup"] = [
        ({"LSOA21CD": code, "LSOA21NM": f"Leeds {code[-1]}", "WD24CD": ward, "WD24NM": WARDS[ward], **lad}, None)
        for code, ward in LSOAS.items()
    ] + [({"LSOA21CD": "E01009999", "LSOA21NM": "x", "WD24CD": "E05099999", "WD24NM": "Elsewhere", **other}, None)]
    services.features["/points"] = [
        ({"LSOA21CD": code, "GlobalID": "g"}, {"type": "Point", "coordinates": list(at)})
        for code, at in [*AT.items(), ("E01009999", (-1.75, 53.8))]
    ]
    ages = {
        "Total": PEOPLE,
        "Aged 4 years and under": dict.fromkeys(CODES, 50),
        "Aged 65 years and over": dict.fromkeys(CODES, 99),
    }
    services.tables["/ages"] = _nomis("C2021_AGE_19_NAME", ages)
    disabled = {"Disabled under the Equality Act": dict.fromkeys(CODES, 120)}
    services.tables["/disabled"] = _nomis("C2021_DISABILITY_5_NAME", disabled)
    cars = {
        "Total: All households": dict.fromkeys(CODES, 400),
        "No cars or vans in household": dict.fromkeys(CODES, 100),
    }
    services.tables["/cars"] = _nomis("C2021_CARS_5_NAME", cars)
    ranks = "\n".join(f"{code},{k + 1}" for k, code in enumerate(CODES))
    header = "LSOA code (2021),Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
    services.files["/file7.csv"] = Answer(body=f"{header}\n{ranks}\n".encode(), kind="text/csv")
    libraries = (
        "library_id,local_authority,library_name,lat,lon,lad24_code,type_of_library,is_closed,weekly_staffed_hours"
    )
    rows = (
        "L1,Leeds City Council,Armley,53.8,-1.58,E08000035,LAL,False,40\nL2,Bradford,B,53.8,-1.75,E08000032,LAL,False,9"
    )
    services.files["/libraries.csv"] = Answer(body=f"{libraries}\n{rows}\n".encode(), kind="application/octet-stream")


PATHS = {
    "authorities": "/lad", "wards": "/wards", "best_fit": "/lookup", "neighbourhoods": "/points", "population": "/ages",
    "disabled": "/disabled", "cars": "/cars", "deprivation": "/file7.csv", "libraries": "/libraries.csv",
}  # fmt: skip


def endpoints_file(services: Services, folder: Path, **http: float) -> Path:
    """Addresses of the services here, and manners that do not wait."""
    manners = {
        "attempts": 4,
        "backoff_seconds": 0.01,
        "page_size": 1000,
        "codes_a_request": 3,
        "timeout_seconds": 5,
    } | http
    lines = ["[http]", *(f"{key} = {value}" for key, value in manners.items())]
    for part, path in PATHS.items():
        lines += [f"[{part}]", f'url = "{services.url}{path}"']
    lines += ['file = "libraries.csv"']
    path = folder / "endpoints.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def running() -> Iterator[Services]:
    """Services on loopback, on a free port."""
    services = Services()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            answer = services.answer(address.path, dict(parse_qsl(address.query)), self.headers)
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.cut:
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer.body[: len(answer.body) - answer.cut])
            self.close_connection = bool(answer.cut)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    services.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
