#!/usr/bin/env bash
# Installs, builds and becomes the program: signals reach it, and its exit status is ours.
source "$(dirname "$0")/lib.sh"

scripts/install.sh
scripts/agent.sh
scripts/build.sh program
export PORT=${PORT:-8080}
exec dotnet "$PROGRAM" "$@"
