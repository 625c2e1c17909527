#!/usr/bin/env bash
# chaos.sh [ARGUMENTS OF tests/Chaos]: a cluster of real processes under faults, and the checker's verdict. As root, silos are also cut off from one another.
source "$(dirname "$0")/lib.sh"

scripts/install.sh
scripts/agent.sh
scripts/build.sh program
quietly artifacts/log/build-chaos.log dotnet build tests/Chaos -c "$CONFIGURATION"
exec dotnet "tests/Chaos/bin/$CONFIGURATION/net10.0/Sandboxes.Chaos.dll" --program "$PWD/$PROGRAM" --agent "$PWD/$AGENT" "$@"
