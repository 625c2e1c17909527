#!/usr/bin/env bash
# bench-kube.sh [ARGUMENTS OF bench/Bench], ONLY=MEASURE,...: measures the product of kube-run, with as many idle sandboxes as the burst has callers; afterwards the pools are as small as before.
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

CALLERS=60
MEASURES=${ONLY:-kube-open,kube-first-output,kube-burst,kube-refill,kube-writes}

use_cluster && [[ -f $KUBE_STATE/run ]] || die 'The product does not run in a cluster: make kube-up kube-run first.'

# The patch is kubectl's own: VALUE or, with a minus, none.
idle() {
    kubectl -n "$SYSTEM_NAMESPACE" set env deployment/silo "Templates__MinIdle__python$1" >/dev/null
    kubectl -n "$SYSTEM_NAMESPACE" rollout status deployment/silo --timeout 300s >artifacts/log/kube-silo.log
}

nodes=$(kubectl get nodes -o name | wc -l)
trap 'idle -' EXIT
say "Warming $CALLERS sandboxes"
idle "=$((CALLERS / nodes))"
scripts/bench.sh --kube "$KUBE_STATE/run" --only "$MEASURES" "$@"
