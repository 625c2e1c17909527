#!/usr/bin/env bash
# mutate.sh all|N|ID...|check|table: plants the faults of tests/mutations.txt one at a time; each must be found by the tests that it names.
#   N      as many, drawn by lot; SEED=... draws the same again
#   check  plants nothing: every text stands in its file exactly once, and docs/reliability.md has the table
#   table  the list in Markdown, for docs/reliability.md
# Needs a built tree (make build). Faults are planted in a copy, which lies over the checkout for the build and the tests alone.
source "$(dirname "$0")/lib.sh"

list=tests/mutations.txt
copy=
limit=${MUTATION_LIMIT:-4m} # a fault that makes a test hang is found too
ids=() survivors=()
declare -A why file old new finder

# A value that stands under its mark, of the blocks that the list consists of.
read_list() {
    local line id=
    while IFS= read -r line; do
        case $line in
        '' | '#'*) id= ;;
        '  - '*) old[$id]=${line:4} ;;
        '  + '*) new[$id]=${line:4} ;;
        '    '*) read_next "$id" "${line:4}" ;;
        *) id=$line && ids+=("$id") ;;
        esac
    done <"$list"
}

# The lines without a mark: why, in which file, and after the texts who finds it.
read_next() {
    if [[ -z ${why[$1]:-} ]]; then
        why[$1]=$2
    elif [[ -z ${file[$1]:-} ]]; then
        file[$1]=$2
    else
        finder[$1]=$2
    fi
}

is_there_once() {
    local text rest
    text=$(<"${file[$1]}") || die "$1: there is no ${file[$1]}"
    rest=${text#*"${old[$1]}"}
    [[ $rest != "$text" && $rest != *"${old[$1]}"* ]] || die "$1: its text does not stand exactly once in ${file[$1]}: ${old[$1]}"
}

table() {
    local id
    echo '| planted fault | what would happen | found by |'
    echo '| --- | --- | --- |'
    for id in "${ids[@]}"; do
        echo "| \`$id\` | ${why[$id]} | ${finder[$id]//|/ or } |"
    done
}

check() {
    local id
    for id in "${ids[@]}"; do
        [[ -n ${finder[$id]:-} && -n ${new[$id]:-} ]] || die "$id: a part of it is missing in $list"
        is_there_once "$id"
    done
    diff <(sed -n '/^| planted fault/,/^$/p' docs/reliability.md | sed '/^$/d') <(table) >&2 ||
        die 'docs/reliability.md does not have the table of mutate.sh table'
}

# In the copy, as if it were the checkout: what was built there counts paths and times, and is not built again.
inside() {
    nice -n 5 bwrap --dev-bind / / --bind "$copy" "$PWD" --chdir "$PWD" \
        env MSBUILDDISABLENODEREUSE=1 "$@" </dev/null
}

# project_of FILE: the folder of its project file.
project_of() {
    local folder=${1%/*}
    until compgen -G "$folder/*.csproj" >/dev/null; do folder=${folder%/*}; done
    echo "$folder"
}

# The one project alone, without the compiler that serves other checkouts, and without what only finds fault with style.
build() {
    inside dotnet build "$1" -c "$CONFIGURATION" -m:1 --no-restore -v:q -p:BuildProjectReferences=false -p:UseSharedCompilation=false \
        -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false -p:EnforceCodeStyleInBuild=false >"$copy.log" 2>&1
}

tests_of() { echo "tests/${finder[$1]%% *}/bin/$CONFIGURATION/net10.0"; }

# assembly_of PROJECT: what it builds, if that lies beside the tests too.
assembly_of() { basename "$(compgen -G "$1/bin/$CONFIGURATION/net10.0/Sandboxes.${1##*/}.dll" || echo sandboxes.dll)"; }

# plant ID: in the copy, built, and beside the tests.
plant() {
    local id=$1 text project
    text=$(<"${file[$id]}")
    printf '%s\n' "${text/"${old[$id]}"/"${new[$id]}"}" >"$copy/${file[$id]}"
    project=$(project_of "${file[$id]}")
    build "$project" || { grep -m 3 'error' "$copy.log" >&2 && die "$id: does not compile (above)"; }
    cp "$copy/$project/bin/$CONFIGURATION/net10.0/$(assembly_of "$project")" "$copy/$(tests_of "$id")/"
}

# The next fault in the same project is built anew, which the time of the file sees to.
restore() {
    local id=$1 project
    project=$(project_of "${file[$id]}")
    cp "${file[$id]}" "$copy/${file[$id]}"
    cp -p "$(tests_of "$id")/$(assembly_of "$project")" "$copy/$(tests_of "$id")/"
}

# run_tests ID: prints their status. 2 is a failed test, 8 none that ran.
run_tests() {
    local id=$1 classes=() status=0 tests
    tests=$(tests_of "$id")/Sandboxes.${finder[$id]%% *}.dll
    IFS='|' read -ra classes <<<"${finder[$id]#* }"
    classes=("${classes[@]/#/*}")
    inside timeout --kill-after=10s "$limit" dotnet exec "$tests" --filter-class "${classes[@]/%/*}" --stop-on-fail on --progress off \
        --results-directory "$copy/results" >"$copy.log" 2>&1 || status=$?
    echo "$status"
}

judge() {
    local id=$1 status=$2 from=$3
    case $status in
    0)
        say "$id: NOT FOUND by ${finder[$id]}"
        diff -u "${file[$id]}" "$copy/${file[$id]}" >&2 || true
        survivors+=("$id")
        ;;
    2 | 124 | 134 | 137) say "$id: found, $((SECONDS - from)) s" ;;
    *)
        tail -n 20 "$copy.log" >&2
        die "$id: its tests ended with status $status (above)"
        ;;
    esac
}

try() {
    local id=$1 from=$SECONDS
    [[ -n ${file[$id]:-} ]] || die "There is no mutation $id."
    [[ -f $(tests_of "$id")/Sandboxes.${finder[$id]%% *}.dll ]] || die "The tests of $id are not built: make build"
    plant "$id"
    judge "$id" "$(run_tests "$id")" "$from"
    restore "$id"
}

make_copy() {
    command -v bwrap >/dev/null || die 'bubblewrap is missing: make build installs it'
    copy=$(mktemp -d)
    trap 'rm -rf "$copy" "$copy.log"' EXIT
    cp -a --reflink=auto src tests ./*.props ./*.txt ./*.sln global.json .editorconfig "$copy"
    [[ ! -d artifacts ]] || cp -a --reflink=auto artifacts "$copy"
}

# draw N: by lot, the same for the same seed.
draw() {
    local id
    for id in "${ids[@]}"; do
        echo "$(echo "$seed $id" | sha256sum | cut -c1-16) $id"
    done | sort | sed "$1q" | cut -d' ' -f2
}

run() {
    local id
    check
    make_copy
    for id in "$@"; do try "$id"; done
    ((${#survivors[@]} == 0)) || die "Not found: ${survivors[*]}"
    say "$# planted faults, all found"
}

read_list
case ${1:-} in
all) run "${ids[@]}" ;;
check) check ;;
table) table ;;
[0-9]*)
    seed=${SEED:-$RANDOM}
    say "Drawn with SEED=$seed"
    mapfile -t drawn < <(draw "$1")
    run "${drawn[@]}"
    ;;
'') die 'usage: mutate.sh all|N|ID...|check|table' ;;
*) run "$@" ;;
esac
