# Sourced by the other scripts. Every script runs from the root of the checkout, wherever that lies.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1
CONFIGURATION=Release
PROGRAM=src/Silo/bin/$CONFIGURATION/net10.0/sandboxes.dll
AGENT=artifacts/agent/sandbox-agent

# Bold on a terminal, plain in a log.
say() {
    if [[ -t 2 ]]; then
        printf '\033[1m%s\033[0m\n' "$*" >&2
    else
        printf '%s\n' "$*" >&2
    fi
}

die() {
    say "$*"
    exit 1
}

# A digest of names, sizes and times of what a build reads: git, editors and deletions all change it.
fingerprint() {
    find "$@" Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig global.json \
        \( -name bin -o -name obj -o -name results \) -prune -o -type f -printf '%p %s %T@\n' | sort | sha256sum | cut -d' ' -f1
}

# has_line ARGUMENTS OF GREP...: reads to the end, unlike grep -q, which leaves early: under pipefail the writer that it left would fail the pipe.
has_line() { grep "$@" >/dev/null; }

# unchanged STAMP FINGERPRINT
unchanged() { [[ -f $1 && $(<"$1") == "$2" ]]; }

# quietly LOG COMMAND...: the output is worth reading only when the command fails.
quietly() {
    local log=$1
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        return 1
    }
}
