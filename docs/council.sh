#!/bin/sh
# Any council of England from open data, by code or name, to a verified plan:  sh docs/council.sh ../shared/data Leicester leicester
set -eu
data="$1/england" council="$2" to="$3/data"
estate-opt init "$3" --name "$council"
estate-opt import wards "$data/lsoa2021.parquet" --from-points --authority "$council" --to "$to"
estate-opt import neighbourhoods "$data/lsoa2021.parquet" --authority "$council" --to "$to"
estate-opt import population "$data/lsoa2021.parquet" --column population=pop2021_census --column disabled=disabled2021_census --to "$to"
estate-opt import deprivation "$data/lsoa2021.parquet" --to "$to"
estate-opt import libraries "$data/libraries.csv" --authority "$council" --to "$to"
estate-opt import illustrative --top-up 60 --to "$to"
estate-opt run "$(ls "$3"/models/*.toml | grep -v base.toml)"
estate-opt verify latest --runs "$3/runs"
