#!/usr/bin/env bash
# bench.sh [ARGUMENTS OF bench/Bench]: starts the built program and measures it over HTTP.
source "$(dirname "$0")/lib.sh"

scripts/install.sh
scripts/agent.sh
scripts/build.sh program
quietly artifacts/log/build-bench.log dotnet build bench/Bench -c "$CONFIGURATION"
exec dotnet "bench/Bench/bin/$CONFIGURATION/net10.0/Sandboxes.Bench.dll" --program "$PWD/$PROGRAM" "$@"
