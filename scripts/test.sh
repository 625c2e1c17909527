#!/usr/bin/env bash
# test.sh all|check|nightly: runs test projects and ends with "N passed, N failed".
#   all      every test but the explicit ones, the model, six planted faults and five minutes of chaos, which count as one test each, and the format
#   check    the same without tests of the trait Pace=slow
#   nightly  the explicit ones, and all planted faults, which count as one test
# A project that crashes, hangs, reports nothing or (in all) has no test counts as one failure.
source "$(dirname "$0")/lib.sh"

pace=${1:-all}
results=artifacts/tests/$pace
limit=${TEST_PROJECT_LIMIT:-20m}
passed=0 failed=0 skipped=0
kubernetes=none # or its kind
wrong=()        # what failed and is no test of a report
MOST_NAMES=60

case $pace in
all) options=() ;;
check) options=(--filter-not-trait Pace=slow --ignore-exit-code 8) ;;
nightly) options=(--explicit only --ignore-exit-code 8) ;;
*) die 'usage: test.sh all|check|nightly' ;;
esac

# count REPORT ATTRIBUTE: of the assembly element, which is the report's first with that attribute.
count() {
    local found
    found=$(grep -o "<assembly [^>]*" "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9') || true
    echo "${found:-0}"
}

# add PROJECT REPORT STATUS
add() {
    local project=$1 report=$2 status=$3 p=0 f=0 s=0
    if [[ -f $report ]]; then
        p=$(count "$report" passed) s=$(count "$report" skipped)
        f=$(($(count "$report" failed) + $(count "$report" errors)))
    elif ((status == 0)) && [[ $pace != all ]]; then
        return 0
    fi
    if ((status != 0 && f == 0)); then
        say "$project ended with status $status and no failed test: counted as a failure"
        wrong+=("$project, with status $status")
        f=1
    elif [[ $pace == all ]] && ((p + f + s == 0)); then
        say "$project ran no test: counted as a failure"
        wrong+=("$project, which ran no test")
        f=1
    fi
    passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
}

run_project() {
    local project=$1 status=0
    local assembly=tests/$project/bin/$CONFIGURATION/net10.0/Sandboxes.$project.dll
    local own=()
    # Those stop and freeze parts of the cluster, which only the kit lets them do.
    [[ $project != EndToEnd || $kubernetes == kit ]] || own=(--filter-not-trait Needs=kubernetes)
    say "$project"
    timeout --kill-after=30s "$limit" dotnet exec "$assembly" "${options[@]}" "${own[@]}" \
        --results-directory "$PWD/$results" --report-xunit-xml --report-xunit-xml-filename "$project.xml" \
        --progress off </dev/null || status=$?
    add "$project" "$results/$project.xml" "$status"
}

# counted NAME COMMAND...: what judges itself counts as one test.
counted() {
    local name=$1
    shift
    say "$name"
    if "$@" </dev/null; then
        passed=$((passed + 1))
    else
        fail "$name"
    fi
}

fail() {
    failed=$((failed + 1))
    wrong+=("$1")
}

# Its histories and logs stay in the folder that it names.
run_chaos() {
    local minutes=${CHAOS_MINUTES:-5}
    counted "Chaos, $minutes minutes" timeout --kill-after=60s "$((${minutes%.*} + 10))m" scripts/chaos.sh --minutes "$minutes" --output "$PWD/$results/chaos"
}

# The lease protocol, searched to its end.
run_model() {
    counted Model scripts/model.sh all
}

# Planted faults: six drawn by lot, or all of them.
run_mutations() {
    counted 'Planted faults' scripts/mutate.sh "$1"
}

check_format() {
    say 'Format'
    quietly artifacts/log/format.log dotnet format Sandbox.sln --verify-no-changes --no-restore || fail Format
}

# A Kubernetes for the tests that need one: that of kube-up, else as root the kit, which is ended with the tests.
prepare_kubernetes() {
    source scripts/kube-lib.sh
    if use_cluster; then
        kubernetes=$KUBE_KIND
        return
    elif [[ $(kube_kind) != kit ]]; then
        say 'Left out: what needs a Kubernetes. make kube-up before make test brings one; as root with the kit beside the checkout it comes by itself.'
        return
    fi

    trap end_kubernetes EXIT
    if scripts/kube-up.sh && scripts/kube-images.sh sandboxes; then
        use_cluster
        kubernetes=$KUBE_KIND
    else
        say 'The kit was there and no Kubernetes came of it (above): counted as a failure.'
        fail Kubernetes
    fi
}

# What was brought up here, also where the tests are interrupted; not what was there before.
end_kubernetes() {
    [[ -n $(trap -p EXIT) ]] || return 0
    trap - EXIT
    scripts/kube-down.sh
}

# What failed and the beginning of why, once more: whoever sees only the end of a log sees it.
name_failures() {
    local failures
    failures=$(
        printf '%s\n' "${wrong[@]}"
        cat "$results"/*.xml 2>/dev/null | tr '\n' ' ' | sed 's/<test /\n<test /g' | grep 'result="Fail"' |
            sed 's/<test [^>]* name="\([^"]*\)".*<message>\(.*\)<\/message>.*/\1: \2/'
        grep -h '^[A-Z][A-Za-z]*: ' "$results"/chaos/summary.txt 2>/dev/null
    ) || true
    failures=$(grep . <<<"$failures" | cut -c1-240) || return 0
    say "Failed: $failed"
    head -"$MOST_NAMES" <<<"$failures" >&2
}

finish() {
    name_failures
    ((skipped == 0)) || say "$skipped skipped, each with its reason above"
    echo "$passed passed, $failed failed"
    ((failed == 0))
}

scripts/install.sh
rm -rf "$results"
if ! { scripts/agent.sh && scripts/build.sh all; }; then
    say 'The build failed: no test was run'
    failed=1
    finish
fi
[[ $pace == nightly ]] || check_format
[[ $pace != all ]] || prepare_kubernetes
for folder in tests/*/; do
    project=$(basename "$folder")
    case $project in
    Testing | Chaos | Simulation) continue ;;
    Kube.Tests) [[ $kubernetes != none ]] || continue ;;
    esac
    [[ ! -f $folder$project.csproj ]] || run_project "$project"
done
[[ $pace != all ]] || run_model
[[ $pace != all ]] || run_mutations 6
[[ $pace != nightly ]] || run_mutations all
[[ $pace != all ]] || run_chaos
end_kubernetes
finish
