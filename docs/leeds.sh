#!/bin/sh
# Leeds from open data, by importers alone, to a verified plan:  sh docs/leeds.sh ../shared/data data/leeds-imported
set -eu
data="$1/leeds" to="$2"
estate-opt import wards "$data/wards_2020.geojson" --year 2020 --to "$to"
estate-opt import neighbourhoods "$data/lsoa2021.csv" --to "$to"
estate-opt import population "$data/lsoa2021.csv" --column population=pop2021_census --column disabled=disabled2021_census --to "$to"
estate-opt import population "$data/lsoa2011.csv" --column under_5=pop2020_0_4 --column over_65=pop2020_65_74+pop2020_75_84+pop2020_85plus --lookup "$data/lsoa11_to_lsoa21.csv" --as ages --to "$to"
estate-opt import deprivation "$data/lsoa2021.csv" --to "$to"
estate-opt import deprivation "$data/lsoa2011.csv" --lookup "$data/lsoa11_to_ward2020_pointinpolygon.csv" --as deprivation-2019 --to "$to"
estate-opt import libraries "$data/libraries.csv" --to "$to"
estate-opt import illustrative --top-up 120 --to "$to"
estate-opt run models/leeds.toml --set scenario=leeds-imported --set inputs.estate="$(realpath "$to")"
estate-opt verify latest
