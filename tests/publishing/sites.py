"""Sites of hand-made plans, and of a small city as it is today."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

from estate_opt.domain.decisions import today
from estate_opt.domain.estate import Estate
from estate_opt.inputs.synthetic import synthesise
from estate_opt.publishing import Site
from estate_opt.results.manifest import Origin, manifest
from estate_opt.results.result import Result
from tests.results.plans import MIXED, plan_file, result
from tests.tiny import tiny_estate_with_partner

WHEN = datetime(2026, 3, 1, 12, 30, 5)
ORIGIN = Origin(estate_path="../data/tiny", estate_files={"buildings.csv": "ab12"}, plan_files={"tiny.toml": "cd34"})


def site_of(found: Result) -> Site:
    return Site.of(found, manifest(found, ORIGIN, when=WHEN, checks=241))


def tiny_site(estate: Estate | None = None) -> Site:
    return site_of(result(MIXED, estate=estate))


def named_site(name: str) -> Site:
    """The tiny site where every building, ward, committee, service, neighbourhood and group has a given name."""
    estate = tiny_estate_with_partner()
    return tiny_site(
        estate.replace(
            name=name,
            notice=name,
            attribution=name,
            buildings=tuple(replace(b, name=name, tenure=name, restriction=name) for b in estate.buildings),
            areas=tuple(replace(a, name=name) for a in estate.areas),
            services=tuple(replace(s, name=name) for s in estate.services),
            options=tuple(replace(o, name=name) for o in estate.options),
            neighbourhoods=tuple(replace(n, name=name) for n in estate.neighbourhoods),
        )
    )


@cache
def city_site(buildings: int = 240, wards: int = 33) -> Site:
    """A city as it is today; the pages do not care how good a plan is."""
    estate = synthesise(seed=1, buildings=buildings, wards=wards)
    rules = {"reduction": {"share": 0.6}, "access": {"service": "library", "km": 1.6, "share": 0.9}}
    return site_of(result(today(estate), plan_file("city", **rules), estate))
