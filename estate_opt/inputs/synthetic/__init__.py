"""Fictional estates of any size from a seed: the demonstration, the tests and the benchmarks stand on them."""

from estate_opt.inputs.synthetic.estate import synthesise

__all__ = ["synthesise"]
