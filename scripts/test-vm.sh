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

# A /dev/kvm that is there but starts no machine (nested virtualization) is hidden, so that the machine is emulated.
boot=("$vm/run")
if [[ -c /dev/kvm ]] && ((EUID == 0)) && ! timeout 60 "$vm/run" --timeout 30 -- true >/dev/null 2>&1; then
    say '/dev/kvm does not work here: emulating the processor'
    boot=(unshare --mount bash -c 'mount --bind "$0" /dev/kvm && exec "$@"' "$PWD/$AGENT" "$vm/run")
fi

status=0
as() {
    local user=$1
    shift
    say "In the virtual machine, as $user"
    "${boot[@]}" "--$user" --copy "$stage/tests:/srv/tests" --mem 3072 --timeout "${VM_LIMIT:-1800}" -- "$@" || status=$?
}

tests=(env DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1 SANDBOX_AGENT=/srv/tests/artifacts/agent/sandbox-agent dotnet exec /srv/tests/Sandboxes.Silo.Tests.dll --progress off --max-threads 1)
as root "${tests[@]}"
as user systemd-run --user --scope --quiet -p Delegate=yes "${tests[@]}"
((status == 0)) && say 'Passed as root and as user'
exit "$status"
