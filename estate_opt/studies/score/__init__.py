"""Score: a plan that somebody made by hand, measured by the same measures and held against every policy.

What its files do not say is filled by rule and told; see :mod:`estate_opt.studies.score.fill`. Nothing is optimised,
and what the decisions break physically is told, not mended.
"""

from estate_opt.studies.score.files import HandMade, read_hand_made
from estate_opt.studies.score.score import Scored, score

__all__ = ["HandMade", "Scored", "read_hand_made", "score"]
