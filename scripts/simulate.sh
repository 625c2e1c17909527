#!/usr/bin/env bash
# simulate.sh [ARGUMENTS OF tests/Simulation]: the production grains under virtual time, seed after seed, and the story of the first that breaks something.
source "$(dirname "$0")/lib.sh"

scripts/install.sh
quietly artifacts/log/build-simulation.log dotnet build tests/Simulation -c "$CONFIGURATION"
exec dotnet "tests/Simulation/bin/$CONFIGURATION/net10.0/Sandboxes.Simulation.dll" "$@"
