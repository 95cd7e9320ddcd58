"""How good an estate's data are: what is missing, old, there twice, odd or assumed, and what to survey first."""

from estate_opt.inputs.quality.assess import AssumedColumn, Quality, assess_quality
from estate_opt.inputs.quality.completeness import Completeness
from estate_opt.inputs.quality.data import as_data
from estate_opt.inputs.quality.duplicates import Duplicate, Proposal
from estate_opt.inputs.quality.outliers import Outlier
from estate_opt.inputs.quality.survey import Survey, SurveyBuilding, SurveyColumn

__all__ = [
    "AssumedColumn",
    "Completeness",
    "Duplicate",
    "Outlier",
    "Proposal",
    "Quality",
    "Survey",
    "SurveyBuilding",
    "SurveyColumn",
    "as_data",
    "assess_quality",
]
