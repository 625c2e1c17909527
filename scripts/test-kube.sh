#!/usr/bin/env bash
# test-kube.sh: tests/Kube.Tests on the cluster of kube-up.
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

use_cluster || die 'No cluster answers: make kube-up first.'
[[ -f $KUBE_STATE/run ]] || scripts/kube-images.sh sandboxes
scripts/agent.sh
say 'Building the tests'
quietly artifacts/log/build-kube-tests.log dotnet build tests/Kube.Tests -c "$CONFIGURATION"
SANDBOXES_KUBE=$KUBE_STATE/run exec dotnet exec "tests/Kube.Tests/bin/$CONFIGURATION/net10.0/Sandboxes.Kube.Tests.dll" --progress off "$@"
