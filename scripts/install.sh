#!/usr/bin/env bash
# install.sh [cluster]: installs what building and running need and this machine lacks, and with "cluster" what run-cluster needs beside. Says what; asks nothing.
source "$(dirname "$0")/lib.sh"

missing=()

# need PACKAGE TEST...
need() {
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}

need_libc_headers_and_archive() {
    compgen -G '/usr/lib/*/libc.a' && compgen -G '/usr/include/*/sys/types.h'
}

need bubblewrap command -v bwrap
need gcc command -v gcc
need libc6-dev need_libc_headers_and_archive
need spin command -v spin
need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
# Sandboxes see the machine's /usr, so an interpreter elsewhere on the PATH (pyenv, nvm) is of no use.
need python3 /usr/bin/python3 -c 'import json, socket'
need nodejs test -x /usr/bin/node
# Its programs only: what Debian starts by itself is not used.
need postgresql compgen -G '/usr/lib/postgresql/*/bin/postgres'

if [[ ${1:-} == cluster ]]; then
    need openssl command -v openssl
    need curl command -v curl
    need postgresql compgen -G '/usr/lib/postgresql/*/bin/initdb'
    need nginx-light test -x /usr/sbin/nginx
fi

sdk_is_there() { dotnet --list-sdks | has_line '^10\.'; }

sdk_is_there 2>/dev/null ||
    die 'The .NET SDK 10 is missing: https://dotnet.microsoft.com/download/dotnet/10.0 (or https://learn.microsoft.com/dotnet/core/install/linux-debian), then run make again.'

((${#missing[@]})) || exit 0

command -v apt-get >/dev/null ||
    die "Missing: ${missing[*]} (Debian's names). There is no apt-get here: install them in this system's way, then run make again."

as_root=()
if ((EUID != 0)); then
    command -v sudo >/dev/null || die "Missing: ${missing[*]}. As root: apt-get install ${missing[*]}"
    as_root=(sudo)
fi

say "Installing with apt-get: ${missing[*]}"
apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y)
quietly artifacts/log/apt-update.log "${apt[@]}" update
quietly artifacts/log/apt-install.log "${apt[@]}" install --no-install-recommends "${missing[@]}"

# The packages' own services are not what is used here.
if [[ -d /run/systemd/system ]]; then
    for package in "${missing[@]}"; do
        [[ $package != nginx-light ]] || "${as_root[@]}" systemctl disable --quiet --now nginx
        [[ $package != postgresql ]] || "${as_root[@]}" systemctl disable --quiet --now postgresql
    done
fi
