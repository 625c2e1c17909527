#!/usr/bin/env bash
# cluster.sh run|stop: a whole cluster on this machine. PostgreSQL, three silos, two frontends and nginx before them, at one URL.
# All that it is made of lies in .data/cluster, but the sandboxes' own state, which lies where theirs always does.
source "$(dirname "$0")/lib.sh"
source scripts/cluster-lib.sh

run() {
    scripts/install.sh cluster
    scripts/agent.sh
    scripts/build.sh program
    stop_all
    choose_port
    mkdir -p "$CLUSTER"/{pids,logs,nginx}
    chmod 700 "$CLUSTER"
    make_key
    make_certificates
    start_postgres
    start_silos
    start_frontends
    start_nginx
    until_ready
    say_where
}

failed() {
    say 'The cluster did not start. The ends of its logs:'
    tail -n 5 "$CLUSTER"/logs/* >&2 2>/dev/null || true
    stop_all
}

case ${1:-} in
run)
    trap 'status=$?; ((status == 0)) || failed; exit $status' EXIT
    run
    ;;
stop) stop_all ;;
*) die 'usage: cluster.sh run|stop' ;;
esac
