"""The integer program, built through PuLP: variables, links, capacity, cover, objective."""

from estate_opt.formulation.build import Formulation, formulate

__all__ = ["Formulation", "formulate"]
