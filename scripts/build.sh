#!/usr/bin/env bash
# build.sh program|all: the program, or with it every test and benchmark. Does nothing where nothing has changed.
source "$(dirname "$0")/lib.sh"

build() {
    local name=$1 target=$2
    shift 2
    local stamp=artifacts/build/$name.stamp now
    now=$(fingerprint "$@")
    [[ -f $PROGRAM ]] && unchanged "$stamp" "$now" && return 0

    say "Building $target"
    rm -f "$stamp"
    quietly "artifacts/log/build-$name.log" dotnet build "$target" -c "$CONFIGURATION"
    mkdir -p artifacts/build
    echo "$now" >"$stamp"
}

case ${1:-} in
program) build program src/Silo src ;;
all) build all Sandbox.sln src tests bench Sandbox.sln ;;
*) die 'usage: build.sh program|all' ;;
esac
