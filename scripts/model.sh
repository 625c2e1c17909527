#!/usr/bin/env bash
# model.sh all|VARIANT: searches docs/model/lease.pml to its end.
#   all      the protocol as it is must hold, and each variant, which lacks one rule, must fail
#   VARIANT  shows a trace of how the protocol fails without that rule
source "$(dirname "$0")/lib.sh"

model=$PWD/docs/model/lease.pml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The two searches. FAULTS=2 is for by hand.
faults=${FAULTS:-1}
rivals="-DACTIVATIONS=1 -DRIVALS=2 -DSANDBOXES=3 -DFAULTS=$faults"
twins="-DACTIVATIONS=2 -DRIVALS=0 -DSANDBOXES=2 -DFAULTS=$faults"
memory=${MODEL_MEMORY:-2000} # MB

# Each variant and the search that finds it.
declare -A variants=(
    [NO_LATCH]=$rivals [RETIRE_WITHOUT_LATCH]=$rivals [NO_BIND_DEADLINE]=$rivals
    [CONFIRM_BEFORE_WRITE]=$rivals [ANSWER_BEFORE_CONFIRM]=$rivals [REUSE_LEASE_AFTER_UNKNOWN]=$rivals
    [NO_VERSION]=$twins [NO_OUT_OF_MEMORY]=$twins [CLAIM_UNCONFIRMED]=$twins [END_ON_STALE_WORD]=$twins [UNDO_UNKNOWN_CONFIRM]=$twins
)

# search NAME PAN-OPTIONS FLAGS...: leaves NAME/log, and NAME/lease.pml.trail where it found something.
search() {
    local folder=$work/$1 options=$2
    shift 2
    mkdir -p "$folder"
    cp "$model" "$folder"
    (
        cd "$folder"
        quietly spin.log spin -a "$@" lease.pml
        quietly gcc.log gcc -O2 -w -DSAFETY -DXUSAFE -DMEMLIM="$memory" $COMPRESSION -o pan pan.c
        # Processes that wait for ever are no error here: -E. shellcheck disable=SC2086
        ./pan -E -m20000 $options >log 2>&1
    )
}

COMPRESSION=
((faults < 2)) || COMPRESSION=-DCOLLAPSE

# Complete, and without an error: neither cut at a depth nor out of memory.
holds() {
    local log=$work/$1/log
    has_line 'errors: 0$' "$log" && ! has_line -E 'max search depth too small|out of memory|Search not completed|truncated' "$log"
}

states() { sed -nE 's/^ *([0-9.e+]+) states, stored.*/\1/p' "$work/$1/log"; }

# prove NAME FLAGS...
prove() {
    local name=$1 from=$SECONDS
    shift
    search "$name" '' "$@"
    if holds "$name"; then
        say "$name: holds in all $(states "$name") states, $((SECONDS - from)) s"
    else
        tail -n 30 "$work/$name/log" >&2
        die "$name: does not hold, or was not searched to its end (above)"
    fi
}

# refute VARIANT PAN-OPTIONS
refute() {
    local variant=$1
    # shellcheck disable=SC2086
    search "$variant" "$2" ${variants[$variant]} "-D$variant"
    [[ -f $work/$variant/lease.pml.trail ]] || die "$variant: found nothing wrong, so the model does not see what this rule is for"
}

show() {
    local variant=$1
    [[ -n ${variants[$variant]:-} ]] || die "No such variant. There are: ${!variants[*]}"
    refute "$variant" ''
    # shellcheck disable=SC2086
    (cd "$work/$variant" && spin -t -p -g ${variants[$variant]} "-D$variant" lease.pml)
}

check_all() {
    # shellcheck disable=SC2086
    prove rivals $rivals
    # shellcheck disable=SC2086
    prove twins $twins
    for variant in $(printf '%s\n' "${!variants[@]}" | sort); do
        refute "$variant" ''
        say "$variant: fails, as it must: $(sed -nE 's/^pan:1: //p' "$work/$variant/log" | head -n 1)"
    done
}

case ${1:-} in
all) check_all ;;
'') die "usage: model.sh all|VARIANT, one of: ${!variants[*]}" ;;
*) show "$1" ;;
esac
