#!/usr/bin/env bash
# test-kube.sh [ARGUMENTS OF THE TEST RUNNER]: tests/Kube.Tests on the cluster of kube-up, and on the kit's, whose parts may be killed, the fault tests of tests/EndToEnd.
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

use_cluster || die 'No cluster answers: make kube-up first.'
[[ -f $KUBE_STATE/run ]] || scripts/kube-images.sh sandboxes
scripts/agent.sh
say 'Building the tests'
quietly artifacts/log/build-kube-tests.log dotnet build tests/Kube.Tests -c "$CONFIGURATION"
status=0
SANDBOXES_KUBE=$KUBE_STATE/run dotnet exec "tests/Kube.Tests/bin/$CONFIGURATION/net10.0/Sandboxes.Kube.Tests.dll" --progress off "$@" ${1:+--ignore-exit-code 8} || status=$?
if [[ $KUBE_KIND == kit ]]; then
    quietly artifacts/log/build-kube-tests.log dotnet build tests/EndToEnd -c "$CONFIGURATION"
    dotnet exec "tests/EndToEnd/bin/$CONFIGURATION/net10.0/Sandboxes.EndToEnd.dll" --filter-trait Needs=kubernetes --progress off "$@" ${1:+--ignore-exit-code 8} || status=$?
else
    say "Left out: the faults of the cluster itself, which only the kit's lets itself be done."
fi
exit "$status"
