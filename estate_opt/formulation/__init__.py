"""The integer program of DESIGN.md §3, built through PuLP: variables, links, capacity, cover, objective."""

from estate_opt.formulation.build import Formulation, formulate

__all__ = ["Formulation", "formulate"]
