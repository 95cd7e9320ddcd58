"""Classical location problems, recognised in a formulation and solved by methods made for them.

Where a plan file asks for no more than which buildings to open (no activity is there to be moved), one of its
stages is a location problem: p-median, uncapacitated facility location, maximal covering, set covering or
p-centre, with several services (but for the last), partner venues and buildings decided beforehand where there are any.

How it is called, before any objective is written into the program::

    special = recognise(formulation, plan_file)
    if special is not None:
        found = special.solve(
            gap=…, absolute_gap=…, seconds=…, seed=…, stop=…, progress=…
        )
        if found is not None:
            found.apply()                        # formulation.decisions() is the plan now
            found.proofs                         # of the stages up to special.stage
            found.fixed                          # run variables that no better plan has otherwise

``None`` of either means that the general way has to do it. Bounds and fixed variables hold for the stage
``special.stage`` of the formulation as it was recognised; stages before it have a shortfall of 0 whatever is
decided. Where ``special.stage`` is the preferences, nothing is left to do; else the caller holds what was
reached and goes on with the next stage.

=============== ==============================================================================
``sites``       options, offers: which buildings can be opened and shut
``customers``   people and what they count when served, from access rules and travel
``rules``       musts as limits, sites and customers who must be served; the one aim
``recognise``   the stage that is a location problem, and its answer as a proof
``location``    the problem as arrays
``lagrangean``  bounds by multipliers, sites decided by reduced cost
``interchange`` plans by exchanges
``branch``      branch and bound on sites
``centre``      the p-centre as set covering within ever closer limits
``cover``       dominance, and parts that do not touch
``finish``      what is left, in HiGHS
``starts``      where a search begins
``search``      all of these, in their order
=============== ==============================================================================
"""

from estate_opt.solving.special.recognise import Found, Special, recognise

__all__ = ["Found", "Special", "recognise"]
