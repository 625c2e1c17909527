#!/usr/bin/env bash
# Publishes the agent to artifacts/agent, unless nothing that it is made of has changed.
source "$(dirname "$0")/lib.sh"

stamp=artifacts/agent/.stamp
now=$(fingerprint src/Agent src/Agent.Protocol)
[[ -x $AGENT ]] && unchanged "$stamp" "$now" && exit 0

say 'Building the agent (Native AOT)'
rm -f "$stamp"
quietly artifacts/log/agent.log dotnet publish src/Agent -c "$CONFIGURATION" -o artifacts/agent
echo "$now" >"$stamp"
