"""How unequally distances are spread over people: the Gini coefficient and the concentration index.

Both are of one family. With people ranked in some order, R the share of all people ranked below a person (half of those
in the same place counted), x what each has and μ its mean, the index is twice the covariance of x and R over μ:

    C = 2 · cov(x, R) / μ

Ranked by x itself it is the Gini coefficient, 0 where everybody has the same and near 1 where one person has all.
Ranked by deprivation it is the concentration index: 0 where the distance does not go with deprivation.

Sources: N. C. Kakwani, A. Wagstaff and E. van Doorslaer, "Socioeconomic inequalities in health: measurement,
computation, and statistical inference", Journal of Econometrics 77 (1997), 87-103, for the index and its form for
grouped data; R. I. Lerman and S. Yitzhaki, "A note on the calculation and interpretation of the Gini index", Economics
Letters 15 (1984), 363-368, for the covariance form of the Gini coefficient.
"""

from __future__ import annotations

import numpy as np

from estate_opt.domain.travel import FloatArray


def gini(figures: FloatArray, people: FloatArray) -> float:
    """Gini coefficient of a figure that the people of a place share.

    Parameters
    ----------
    figures
        What each person of a neighbourhood has, at least 0, shape (neighbourhoods,).
    people
        How many they are, shape (neighbourhoods,).

    Returns
    -------
    float
        0 (all have the same) to 1; not-a-number where there is nobody, or nobody has anything.
    """
    return concentration_index(figures, people, figures)


def concentration_index(figures: FloatArray, people: FloatArray, order: FloatArray) -> float:
    """Concentration index of a figure over people in some order.

    Parameters
    ----------
    figures, people
        As for :func:`gini`.
    order
        Where the people of a neighbourhood stand, lowest first; those with the same figure stand in the same place,
        shape (neighbourhoods,).

    Returns
    -------
    float
        −1 (those who stand lowest have all) to 1 (those who stand highest do); not-a-number where there is nobody, or
        nobody has anything.
    """
    everybody = people.sum()
    mean = (people * figures).sum() / everybody if everybody > 0 else 0.0
    if mean <= 0:
        return float("nan")
    rank = _fractional_rank(people, order)
    covariance = (people * (figures - mean) * (rank - 0.5)).sum() / everybody
    return float(2 * covariance / mean)


def _fractional_rank(people: FloatArray, order: FloatArray) -> FloatArray:
    """Share of all people who stand lower, half of those in the same place counted; its mean over people is a half."""
    _, place = np.unique(order, return_inverse=True)
    there = np.bincount(place, weights=people)
    middle = (np.cumsum(there) - there / 2) / people.sum()
    ranks: FloatArray = middle[place]
    return ranks
