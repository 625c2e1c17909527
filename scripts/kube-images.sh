#!/usr/bin/env bash
# kube-images.sh: makes the images that k8s/ names (agent, program, sandbox, and PostgreSQL for the test overlay) and gives them to the cluster's nodes. With Docker by the Dockerfiles in k8s/images; for the
# kit, which has no registry and no Docker, the same folders from Debian's packages and what is built here.
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

use_cluster || die 'No cluster answers: make kube-up first.'
scripts/agent.sh
scripts/build.sh program
images=$KUBE_STATE/images
mkdir -p "$images"

# give NAME ARCHIVE
give() {
    case $KUBE_KIND in
    kit) quietly artifacts/log/load-image.log "$KIT/load-image" "$2" ;;
    kind) quietly artifacts/log/load-image.log kind load image-archive "$2" --name "$NAME" ;;
    k3s) quietly artifacts/log/load-image.log k3s ctr images import "$2" ;;
    minikube) quietly artifacts/log/load-image.log minikube image load "$2" --profile "$NAME" ;;
    given) say "The cluster of KUBECONFIG takes its images from its registry: push $1 there, and name it in k8s/overlays." ;;
    esac
}

# debian FOLDER PACKAGE,...: a Debian with these packages, made once.
debian() {
    local folder=$1 packages=$2
    [[ ! -f $folder.made || $(<"$folder.made") != "$packages" ]] || return 0
    command -v debootstrap >/dev/null || quietly artifacts/log/apt-debootstrap.log env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends debootstrap
    say "Making a Debian with $packages"
    rm -rf "$folder" "$folder.made"
    quietly artifacts/log/debootstrap.log debootstrap --variant=minbase --include="$packages" bookworm "$folder"
    rm -rf "$folder"/var/cache/apt/* "$folder"/var/lib/apt/lists/*
    echo "$packages" >"$folder.made"
}

# add_packages FOLDER PACKAGE...: into a Debian that was made; unpacked alone, for what runs in our images needs no scripts of theirs.
add_packages() {
    local root=$1 archives=$images/archives
    shift
    mkdir -p "$archives/partial"
    rm -f "$archives"/*.deb
    quietly artifacts/log/apt-archives.log apt-get -q -y -o Dir::State::status="$root/var/lib/dpkg/status" -o Dir::Cache::archives="$archives" --download-only --no-install-recommends install "$@"
    for package in "$archives"/*.deb; do
        dpkg-deb --fsys-tarfile "$package" | tar -x -C "$root" --keep-directory-symlink
    done
    rm -rf "$archives"
}

# archive NAME FOLDER STAMP COMMAND...: an image of a folder, unless it was given with the same content.
archive() {
    local name=$1 folder=$2 stamp=$3 file=$images/${1##*:}.tar
    shift 3
    [[ ! -f $file.given || $(<"$file.given") != "$stamp $CLUSTER_BORN" ]] || return 0
    say "Image $name"
    python3 "$KIT/mkimage.py" "$folder" "$name" "$file" "$@"
    give "$name" "$file"
    rm -f "$file"
    echo "$stamp $CLUSTER_BORN" >"$file.given"
}

agent_image() {
    local root=$images/agent.root
    mkdir -p "$root"
    install -m 755 "$AGENT" "$root/sandbox-agent"
    archive "$AGENT_IMAGE" "$root" "$(sha256sum <"$AGENT")" --user 65531 /sandbox-agent
}

sandbox_image() {
    debian "$images/sandbox.root" python3,nodejs
    archive "$SANDBOX_IMAGE" "$images/sandbox.root" "$(<"$images/sandbox.root.made")" --user 65532 /bin/true
}

# .NET as it is on this machine: the runtime alone, on the sandboxes' Debian, where node has brought the same libraries; and PostgreSQL for the test overlay.
program_image() {
    local root=$images/server.root dotnet
    if [[ ! -f $root.made ]]; then
        say 'Adding PostgreSQL'
        rm -rf "$root"
        cp -a "$images/sandbox.root" "$root"
        add_packages "$root" libicu72 libssl3 postgresql-15
        echo postgresql-15 >"$root.made"
    fi
    dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
    grep -q '^sandboxes:' "$root/etc/passwd" || echo 'sandboxes:x:65533:65533::/tmp:/usr/sbin/nologin' >>"$root/etc/passwd"
    mkdir -p "$root/usr/share/dotnet/shared"
    cp -r "$dotnet/host" "$root/usr/share/dotnet/"
    cp "$dotnet/dotnet" "$root/usr/share/dotnet/"
    cp -r "$dotnet"/shared/Microsoft.{NETCore,AspNetCore}.App "$root/usr/share/dotnet/shared/"
    rm -rf "$root/app"
    cp -r "$(dirname "$PROGRAM")" "$root/app"
    archive "$PROGRAM_IMAGE" "$root" "$(fingerprint src)" --user 65533 /usr/share/dotnet/dotnet /app/sandboxes.dll
    archive "$POSTGRES_IMAGE" "$root" "$(<"$root.made")" --user 65533 /usr/lib/postgresql/15/bin/postgres
}

docker_images() {
    local name file
    for name in agent program sandbox postgres; do
        say "Image localhost/sandboxes:$name"
        quietly "artifacts/log/image-$name.log" docker build --file "k8s/images/$name.Dockerfile" --tag "localhost/sandboxes:$name" ${DOTNET_SDK:+--build-arg DOTNET_SDK="$DOTNET_SDK"} ${DOTNET_ASPNET:+--build-arg DOTNET_ASPNET="$DOTNET_ASPNET"} .
        file=$images/$name.tar
        docker save "localhost/sandboxes:$name" --output "$file"
        give "localhost/sandboxes:$name" "$file"
        rm -f "$file"
    done
}

if [[ $KUBE_KIND == kit ]]; then
    agent_image
    sandbox_image
    [[ ${1:-} == sandboxes ]] || program_image
else
    command -v docker >/dev/null || die 'Images for this cluster are built with Docker, which is not here.'
    docker_images
fi
