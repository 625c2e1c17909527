#!/usr/bin/env bash
# Runs the runtimes' tests on a Debian 12 of its own, with cgroup v2 and systemd: as root, and as an ordinary user with a delegated subtree.
source "$(dirname "$0")/lib.sh"

vm=${VM_TOOLS:-../shared/vm}
if [[ ! -x $vm/prepare || ! -x $vm/run ]]; then
    die "test-vm needs the virtual machine tools (prepare and run) in $vm, beside this checkout; they are not there, so nothing was tried."
fi

scripts/install.sh
scripts/agent.sh
stage=$PWD/artifacts/vm
rm -rf "$stage"
say 'Publishing the tests'
quietly artifacts/log/vm-publish.log dotnet publish tests/Silo.Tests -c "$CONFIGURATION" -o "$stage/tests"
mkdir -p "$stage/tests/artifacts/agent"
cp "$AGENT" "$stage/tests/artifacts/agent/"

"$vm/prepare"

status=0
as() {
    local user=$1
    shift
    say "In the virtual machine, as $user"
    "$vm/run" "--$user" --copy "$stage/tests:/srv/tests" --mem 3072 --timeout "${VM_LIMIT:-1800}" -- "$@" || status=$?
}

tests=(env SANDBOX_AGENT=/srv/tests/artifacts/agent/sandbox-agent dotnet exec /srv/tests/Sandboxes.Silo.Tests.dll --progress off --max-threads 1)
as root "${tests[@]}"
as user systemd-run --user --scope --quiet -p Delegate=yes "${tests[@]}"
((status == 0)) && say 'Passed as root and as user'
exit "$status"
