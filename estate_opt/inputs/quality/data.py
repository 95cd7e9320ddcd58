"""The quality of an estate's data as plain data, for scripts."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from estate_opt.inputs.quality.assess import Quality


def as_data(quality: Quality) -> dict[str, Any]:
    """Everything that was found, as JSON can hold it: figures that are infinite or unknown are ``null``.

    Parameters
    ----------
    quality
        What was found.
    """
    found: dict[str, Any] = {
        "estate": quality.name,
        "notice": quality.notice,
        "attribution": quality.attribution,
        "judged_on": quality.today.isoformat(),
        "rows": dict(quality.rows),
        "buildings": {"council": quality.council, "partners": quality.partners, "made_up": quality.made_up},
        "errors": quality.errors,
        "problems": [asdict(problem) for problem in quality.problems],
        "completeness": [{**asdict(c), "missing": c.missing, "share": c.share} for c in quality.completeness],
        "ages": {"records": dict(quality.ages.bands), "old": [asdict(record) for record in quality.ages.old]},
        "duplicates": [asdict(duplicate) for duplicate in quality.duplicates],
        "outliers": [asdict(outlier) for outlier in quality.outliers],
        "assumed": [asdict(column) for column in quality.assumed],
        "survey_first": asdict(quality.survey),
    }
    plain: dict[str, Any] = _plain(found)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
