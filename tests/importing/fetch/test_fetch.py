"""Downloads against services that page, limit, fail, break off and lie; then resumed, cached and imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from estate_opt.errors import InputError, UsageError
from estate_opt.importing.fetch import Fetched, fetch_council, read_endpoints
from estate_opt.importing.fetch.arcgis import fetch_features
from estate_opt.importing.fetch.cache import Cache
from estate_opt.importing.fetch.council import find_council
from estate_opt.importing.fetch.http import TABLE_TYPES, Client
from estate_opt.importing.fetch.nomis import fetch_table
from estate_opt.importing.gathered import read_gathered
from tests.importing.fetch.services import PATHS, Answer, Services, api_error, endpoints_file, leeds_services, running
from tests.importing.places import LSOAS, PEOPLE, WARDS

BUSY = Answer(429, b"slow down", "text/plain", {"Retry-After": "0"})


@pytest.fixture
def services() -> Iterator[Services]:
    with running() as found:
        leeds_services(found)
        yield found


def client(services: Services, folder: Path, said: list[str] | None = None, **http: float) -> Client:
    endpoints = read_endpoints(endpoints_file(services, folder, **http))
    tell = [] if said is None else said
    return Client(endpoints.manners, Cache(folder / "cache", endpoints.manners.max_age_days), tell.append)


def fetch(services: Services, folder: Path, council: str = "Leeds", only: tuple[str, ...] = ()) -> Fetched:
    endpoints = read_endpoints(endpoints_file(services, folder))
    return fetch_council(council, folder / "estate", client(services, folder), endpoints, only=only)


@pytest.mark.parametrize("council", ["Leeds", "Leeds City Council", "E08000035"])
def test_a_council_by_code_or_name(services: Services, tmp_path: Path, council: str) -> None:
    asked = client(services, tmp_path)
    found = find_council(asked, read_endpoints(endpoints_file(services, tmp_path))["authorities"], council)
    assert (found.code, found.name) == ("E08000035", "Leeds")


def test_a_council_from_nothing(services: Services, tmp_path: Path) -> None:
    fetched = fetch(services, tmp_path)
    assert fetched.failed == {}
    assert (fetched.council.code, fetched.council.name) == ("E08000035", "Leeds")
    gathered = read_gathered(tmp_path / "estate")
    tables = gathered.tables
    assert set(tables["areas"]["area_id"]) == set(WARDS)
    people = tables["neighbourhoods"].set_index("neighbourhood_id")
    assert people["ward_code"].to_dict() == LSOAS
    assert pd.to_numeric(people["population"]).to_dict() == PEOPLE
    assert people.loc["E01000003", ["under_5", "over_65", "disabled", "no_car", "deprivation_rank"]].tolist() == [
        "50", "99", "120", "500", "3",
    ]  # fmt: skip
    assert set(people["deprivation_vintage"]) == {"2025"}
    assert tables["buildings"]["name"].tolist() == ["Armley Library"]
    assert "4 population-weighted" in gathered.layer("neighbourhoods").notes[0]  # type: ignore[union-attr]
    assert len(fetched.licences) == 7
    assert all("Open Government Licence" in licence for licence in fetched.licences)


def test_pages_are_followed_until_all_have_come(services: Services, tmp_path: Path) -> None:
    fetch(services, tmp_path, only=("wards", "neighbourhoods"))
    offsets = [
        query["resultOffset"] for path, query, _ in services.requests if path == "/lookup" and "resultOffset" in query
    ]
    assert offsets == ["0", "3"]


def test_what_is_in_the_cache_is_not_asked_again(services: Services, tmp_path: Path) -> None:
    fetch(services, tmp_path)
    before = len(services.requests)
    fetch(services, tmp_path)
    assert len(services.requests) == before
    body = next(path for path in (tmp_path / "cache").glob("*.body") if b"FeatureCollection" in path.read_bytes())
    body.write_bytes(b"tampered with")
    fetch(services, tmp_path)
    assert len(services.requests) == before + 1


def ask(services: Services, folder: Path, part: str) -> None:
    """Ask one service for all that Leeds needs of it."""
    asked = client(services, folder)
    service = read_endpoints(endpoints_file(services, folder))[part]
    if service.kind == "nomis":
        assert len(fetch_table(asked, service, list(LSOAS)).splitlines()) > len(LSOAS)
    elif service.kind == "arcgis":
        assert len(fetch_features(asked, service, "1=1")) == len(services.features[PATHS[part]])
    else:
        assert asked.get(service, types=TABLE_TYPES).body.read_bytes() == services.files[PATHS[part]].body


@pytest.mark.parametrize("part", ["wards", "best_fit", "population", "deprivation", "libraries"])
@pytest.mark.parametrize(
    "fault",
    [BUSY, Answer(500, b"oops", "text/html"), Answer(503, b"", "text/plain", {"Retry-After": "0"}), "truncated"],
    ids=["429", "500", "503", "truncated"],
)
def test_passing_faults_are_outlived(services: Services, tmp_path: Path, part: str, fault: Answer | str) -> None:
    services.faults[PATHS[part]] = [fault, fault]
    ask(services, tmp_path, part)


def test_an_error_with_status_200_is_asked_again_where_it_passes(services: Services, tmp_path: Path) -> None:
    services.faults["/wards"] = [api_error(504, "Gateway timeout")]
    ask(services, tmp_path, "wards")


def test_and_told_where_it_does_not(services: Services, tmp_path: Path) -> None:
    services.faults["/wards"] = [api_error(400, "Invalid query parameters")]
    with pytest.raises(InputError, match=r"The service says: Invalid query parameters \(Unable to complete") as refused:
        fetch(services, tmp_path)
    assert "--endpoints" in refused.value.problems[0].remedy
    assert len([path for path, *_ in services.requests if path == "/wards"]) == 1


def test_a_service_that_stays_busy_is_given_up_with_the_remedy(services: Services, tmp_path: Path) -> None:
    services.faults["/wards"] = [BUSY] * 50
    with pytest.raises(InputError, match=r"stayed busy .*Try again later"):
        fetch(services, tmp_path)
    assert len([path for path, *_ in services.requests if path == "/wards"]) == 4


def long_file(version: str) -> Answer:
    """File 7 of more than one reading, whose lines say which version it is of."""
    header = "LSOA code (2021),Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),Version"
    rows = [f"{code},{k + 1},{version}" for k, code in enumerate([*LSOAS, *(f"E0109{n:04d}" for n in range(10_000))])]
    return Answer(body="\n".join([header, *rows, ""]).encode(), kind="text/csv", headers={"ETag": f'"{version}"'})


def test_a_broken_off_file_goes_on_from_where_it_was(services: Services, tmp_path: Path) -> None:
    services.files["/file7.csv"] = long_file("one")
    services.faults["/file7.csv"] = ["truncated"]
    ask(services, tmp_path, "deprivation")
    first, second = [headers for path, _, headers in services.requests if path == "/file7.csv"]
    assert "Range" not in first
    assert int(second["Range"].removeprefix("bytes=").removesuffix("-")) > 0


def test_but_not_where_it_has_changed_meanwhile(services: Services, tmp_path: Path) -> None:
    services.files["/file7.csv"] = long_file("one")
    services.faults["/file7.csv"] = ["truncated"] * 4
    with pytest.raises(InputError, match="broke off"):
        ask(services, tmp_path, "deprivation")
    services.files["/file7.csv"] = long_file("two")
    ask(services, tmp_path, "deprivation")


def test_an_interrupted_fetch_resumes(services: Services, tmp_path: Path) -> None:
    services.faults["/points"] = [BUSY] * 4
    with pytest.raises(InputError):
        fetch(services, tmp_path)
    asked = [path for path, *_ in services.requests]
    assert fetch(services, tmp_path).failed == {}
    again = [path for path, *_ in services.requests][len(asked) :]
    assert "/wards" not in again
    assert "/lookup" not in again


class TestWrongAnswers:
    def test_a_page_of_the_web_instead_of_data(self, services: Services, tmp_path: Path) -> None:
        services.files["/file7.csv"] = Answer(200, b"<!DOCTYPE html><p>Moved</p>", "text/html")
        fetched = fetch(services, tmp_path, only=("deprivation",))
        (problem,) = fetched.failed["deprivation"]
        assert "sent text/html, which is not what was asked for" in problem.message
        services.files["/file7.csv"] = Answer(200, b"<!DOCTYPE html><p>Moved</p>", "text/csv")
        (problem,) = fetch(services, tmp_path, only=("deprivation",)).failed["deprivation"]
        assert "a page of the web" in problem.message

    def test_what_fails_takes_nothing_from_the_rest(self, services: Services, tmp_path: Path) -> None:
        del services.files["/libraries.csv"]
        fetched = fetch(services, tmp_path)
        assert set(fetched.failed) == {"libraries"}
        assert "status 404" in fetched.failed["libraries"][0].message
        assert [layer.name for layer in fetched.layers][-1] == "deprivation"

    def test_pages_that_do_not_add_up_to_the_count(self, services: Services, tmp_path: Path) -> None:
        services.faults["/wards"] = [Answer(body=b'{"count": 99}')]
        with pytest.raises(InputError, match="counts 99 features and gave 2"):
            fetch(services, tmp_path)

    def test_a_table_without_some_areas(self, services: Services, tmp_path: Path) -> None:
        whole = services.tables["/ages"]

        def gap(query: dict[str, str]) -> Answer:
            answer = whole(query)
            lines = answer.body.decode().splitlines()
            return Answer(body=("\n".join(lines[:-1]) + "\n").encode(), kind="text/csv")

        services.tables["/ages"] = gap  # type: ignore[assignment]
        (problem,) = fetch(services, tmp_path, only=("wards", "neighbourhoods", "population")).failed["population"]
        assert "areas are missing or cut off" in problem.message

    def test_a_file_of_another_hash(self, services: Services, tmp_path: Path) -> None:
        path = endpoints_file(services, tmp_path)
        text = path.read_text(encoding="utf-8").replace("[deprivation]\n", f'[deprivation]\nsha256 = "{"0" * 64}"\n')
        path.write_text(text, encoding="utf-8")
        endpoints = read_endpoints(path)
        asked = Client(endpoints.manners, Cache(tmp_path / "cache", 30))
        fetched = fetch_council(
            "Leeds", tmp_path / "estate", asked, endpoints, only=("wards", "neighbourhoods", "deprivation")
        )
        assert "not the one expected" in fetched.failed["deprivation"][0].message

    @pytest.mark.parametrize(
        ("council", "said"), [("Leads", "Did you mean 'Leeds'"), ("E08000099", "no such local authority")]
    )
    def test_a_council_that_is_not_there(self, services: Services, tmp_path: Path, council: str, said: str) -> None:
        with pytest.raises(InputError, match=said):
            fetch(services, tmp_path, council)

    def test_something_else_than_can_be_fetched(self, services: Services, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="'schools' is nothing to fetch"):
            fetch(services, tmp_path, only=("schools",))


def test_nothing_listens(tmp_path: Path) -> None:
    with running() as gone:
        leeds_services(gone)
    with pytest.raises(InputError, match="cannot be reached"):
        fetch(gone, tmp_path)


def test_retry_after_is_kept_to_but_not_for_hours(services: Services, tmp_path: Path) -> None:
    services.faults["/lad"] = [Answer(429, b"", "text/plain", {"Retry-After": "86400"})]
    endpoints = read_endpoints(endpoints_file(services, tmp_path, longest_wait_seconds=1))
    asked = Client(endpoints.manners, Cache(tmp_path / "cache", 30))
    assert fetch_council("Leeds", tmp_path / "e", asked, endpoints, only=("wards",)).failed == {}


class TestEndpoints:
    def test_those_that_come_with_the_program(self) -> None:
        endpoints = read_endpoints()
        assert all(service.url.startswith("https://") for service in endpoints.services.values())
        assert all(service.licence and service.title for service in endpoints.services.values())
        assert endpoints["wards"].authority == "LAD24CD"
        assert endpoints["authorities"].label == "LAD24NM"

    def test_changes_are_checked_all_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(
            '[wardz]\nurl = "https://a"\n[wards]\nurll = "x"\n[cars]\nurl = "ftp://a"\n[http]\nattempts = 0\n',
            encoding="utf-8",
        )
        with pytest.raises(InputError) as refused:
            read_endpoints(path)
        said = " ".join(map(str, refused.value.problems))
        assert len(refused.value.problems) == 4
        for text in ("Did you mean 'wards'", "has no key 'urll'", "begins with https", "above 0"):
            assert text in said

    @pytest.mark.parametrize("text", ["wards = [", "\xff\xfe"])
    def test_a_file_that_is_no_toml(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "mine.toml"
        path.write_bytes(text.encode("latin-1"))
        with pytest.raises(InputError, match="not TOML"):
            read_endpoints(path)
        with pytest.raises(InputError, match="cannot be read"):
            read_endpoints(tmp_path / "absent.toml")
