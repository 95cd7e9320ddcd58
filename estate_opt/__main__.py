"""``python -m estate_opt`` is the command ``estate-opt``."""

from estate_opt.cli import main

main()
