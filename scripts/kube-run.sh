#!/usr/bin/env bash
# kube-run.sh: the product in the cluster of kube-up. Builds and loads images, makes secrets where there are none, applies k8s/overlays/test, waits until a session could be opened, and says where it answers.
# A second run is an upgrade: secrets stay, pods are replaced one after the other. Another overlay: OVERLAY=k8s/overlays/production (with its own database, in the Secret sandboxes-database).
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

OVERLAY=${OVERLAY:-k8s/overlays/test}
READY_SECONDS=300

use_cluster || die 'No cluster answers: make kube-up first.'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

secret() { openssl rand -hex "$1"; }

# has SECRET
has() { kubectl -n "$SYSTEM_NAMESPACE" get secret "$1" -o name >/dev/null 2>&1; }

# make SECRET KEY=FILE...: by files, so that no secret is on a command line.
make_secret() {
    local name=$1 pair arguments=()
    shift
    for pair in "$@"; do arguments+=("--from-file=$pair"); done
    kubectl -n "$SYSTEM_NAMESPACE" create secret generic "$name" "${arguments[@]}" >/dev/null
}

make_secrets() {
    local password
    umask 077
    if ! has sandboxes-cluster-key; then
        echo "1 $(secret 32)" >"$work/cluster-key"
        make_secret sandboxes-cluster-key "cluster-key=$work/cluster-key"
    fi
    if ! has sandboxes-api-key; then
        printf %s "${SANDBOX_API_KEY:-sk-$(secret 24)}" >"$work/key"
        make_secret sandboxes-api-key "key=$work/key"
    fi
    if ! has sandboxes-tls; then
        certificates
        make_secret sandboxes-tls "ca.crt=$work/ca.crt" "tls.crt=$work/tls.crt" "tls.key=$work/tls.key"
    fi
    if [[ $OVERLAY == */test ]] && ! has sandboxes-postgres; then
        password=$(secret 16)
        printf %s "$password" >"$work/password"
        make_secret sandboxes-postgres "password=$work/password"
    fi
}

# One authority for this cluster alone, whose key is forgotten, and one certificate that silos and frontends show each other.
certificates() {
    local curve=(-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes)
    quietly artifacts/log/kube-openssl.log openssl req -x509 "${curve[@]}" -days 365 -subj '/CN=sandboxes cluster authority' -keyout "$work/ca.key" -out "$work/ca.crt"
    quietly artifacts/log/kube-openssl.log openssl req "${curve[@]}" -subj '/CN=sandboxes' -keyout "$work/tls.key" -out "$work/tls.csr"
    quietly artifacts/log/kube-openssl.log openssl x509 -req -in "$work/tls.csr" -CA "$work/ca.crt" -CAkey "$work/ca.key" -CAcreateserial -days 365 -out "$work/tls.crt"
}

# database HOST: written again where the host is another one, because the kit resolves no names.
database() {
    local password text
    password=$(kubectl -n "$SYSTEM_NAMESPACE" get secret sandboxes-postgres -o 'jsonpath={.data.password}' | base64 -d)
    text="Host=$1;Database=postgres;Username=sandboxes;Password=$password"
    if has sandboxes-database; then
        [[ $(kubectl -n "$SYSTEM_NAMESPACE" get secret sandboxes-database -o 'jsonpath={.data.connection}' | base64 -d) != "$text" ]] || return 0
        kubectl -n "$SYSTEM_NAMESPACE" delete secret sandboxes-database >/dev/null
    fi
    (umask 077 && printf %s "$text" >"$work/connection")
    make_secret sandboxes-database "connection=$work/connection"
}

# render: the overlay, with the API server's own address, as policies see it, and the disruption budgets of this server's version.
render() {
    local endpoint address port budgets=policy/v1
    kubectl kustomize "$OVERLAY" >"$work/all.yaml" 2>/dev/null
    [[ $OVERLAY == */test ]] || return 0
    endpoint=$(kubectl get endpoints kubernetes -o 'jsonpath={.subsets[0].addresses[0].ip} {.subsets[0].ports[0].port}')
    read -r address port <<<"$endpoint"
    kubectl api-versions | has_line -x policy/v1 || budgets=policy/v1beta1
    sed -i "s,10\.244\.1\.1/32,$address/32,; s,port: 6443,port: $port,; s,policy/v1beta1,$budgets," "$work/all.yaml"
}

postgres_host() {
    if [[ $KUBE_KIND == kit ]]; then
        kubectl -n "$SYSTEM_NAMESPACE" get pods -l sandboxes-part=postgres --field-selector status.phase=Running -o 'jsonpath={.items[0].status.podIP}'
    else
        echo postgres
    fi
}

until_rolled_out() {
    local part
    for part in "$@"; do
        kubectl -n "$SYSTEM_NAMESPACE" rollout status "deployment/$part" --timeout "${READY_SECONDS}s" >"artifacts/log/kube-$part.log" 2>&1 || {
            kubectl -n "$SYSTEM_NAMESPACE" get pods -o wide >&2
            kubectl -n "$SYSTEM_NAMESPACE" logs "deployment/$part" --tail 20 >&2 || true
            die "$part was not ready in $READY_SECONDS s."
        }
    done
}

# new_program: an image keeps its tag here, so pods of an older one are replaced.
new_program() {
    local now part
    now=$(fingerprint src | cut -c1-16)
    for part in silo frontend provisioner; do
        kubectl -n "$SYSTEM_NAMESPACE" patch deployment "$part" -p "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"sandboxes.dev/program\":\"$now\"}}}}}" >/dev/null
    done
}

# The kit answers at no Service's address, but this machine reaches its pods; elsewhere a port-forward, which kube-down ends.
find_url() {
    local port tries=100
    if [[ $KUBE_KIND == kit ]]; then
        URL=http://$(kubectl -n "$SYSTEM_NAMESPACE" get pods -l sandboxes-part=frontend --field-selector status.phase=Running \
            -o 'jsonpath={range .items[?(@.status.containerStatuses[0].ready==true)]}{.metadata.deletionTimestamp}/{.status.podIP}{"\n"}{end}' | sed -n '/^[/]/{s,,,p;}' | tail -1):8080
        WHERE='a frontend pod'
        return
    fi
    stop_forward
    port=${PORT:-8080}
    setsid $KUBECTL -n "$SYSTEM_NAMESPACE" port-forward service/frontend "$port:80" </dev/null >artifacts/log/kube-forward.log 2>&1 &
    echo "$! $(awk '{sub(/.*\) /, ""); print $20}' "/proc/$!/stat")" >"$KUBE_STATE/forward"
    until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
        ((tries-- > 0)) || die "Nothing answers at port $port (artifacts/log/kube-forward.log)."
        sleep 0.1
    done
    URL=http://127.0.0.1:$port
    WHERE='a port-forward, until make kube-down'
}

until_warm() {
    local tries=$READY_SECONDS
    until curl -sf "$URL/v1/pools" -H "Authorization: Bearer $KEY" | has_line -E '"idle": ?[1-9]'; do
        ((tries-- > 0)) || die "No sandbox was idle in $READY_SECONDS s: see $URL/v1/pools, and the logs of the silos ($KUBECTL -n $SYSTEM_NAMESPACE logs deployment/silo)."
        sleep 1
    done
}

say_where() {
    (umask 077 && printf '%s=%s\n' URL "$URL" KEY "$KEY" KUBECONFIG "$KUBECONFIG" KUBECTL "$KUBECTL" SYSTEM_NAMESPACE "$SYSTEM_NAMESPACE" SINCE "$began" >"$KUBE_STATE/run")
    [[ $KUBE_KIND != kit ]] || echo "AUDIT_LOG=$KIT_FOLDER/logs/audit.log" >>"$KUBE_STATE/run"
    cat <<TEXT

  URL        $URL  ($WHERE)
  Key        $KEY
  API        $URL/docs
  Pods       $KUBECTL --kubeconfig $KUBECONFIG get pods -A -l sandboxes.dev/cluster
  Stop       make kube-down

Try it:

  curl -s $URL/v1/run -H 'Authorization: Bearer $KEY' \\
    -H 'Content-Type: application/json' -d '{"language": "python", "code": "print(6 * 7)"}'

TEXT
}

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
scripts/kube-images.sh
kubectl apply -f k8s/base/namespace.yaml >/dev/null
make_secrets
render
say "Applying $OVERLAY"
quietly artifacts/log/kube-apply.log kubectl apply -f "$work/all.yaml"
if [[ $OVERLAY == */test ]]; then
    until_rolled_out postgres
    database "$(postgres_host)"
fi
new_program
until_rolled_out provisioner silo frontend
KEY=$(kubectl -n "$SYSTEM_NAMESPACE" get secret sandboxes-api-key -o 'jsonpath={.data.key}' | base64 -d)
find_url
until_warm
say_where
