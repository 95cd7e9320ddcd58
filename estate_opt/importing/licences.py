"""What the publishers of open data ask to be shown with everything that is made from it."""

from __future__ import annotations

OGL = "licensed under the Open Government Licence v3.0."
ONS_GEOGRAPHY = f"Source: Office for National Statistics {OGL} Contains OS data © Crown copyright and database right."
ONS_PEOPLE = f"Source: Office for National Statistics, Census and population estimates, {OGL}"
DEPRIVATION = f"Source: Ministry of Housing, Communities and Local Government, English Indices of Deprivation, {OGL}"
LIBRARIES = (
    f"Source: Arts Council England, public libraries basic data set, {OGL} Contains Royal Mail data © Royal Mail"
    " copyright and database right."
)
