# Sourced by the scripts of the Kubernetes targets, after lib.sh. Which cluster is used, and how images come to its nodes.
KUBE_STATE=$PWD/artifacts/kube
KIT=$(realpath -m "$PWD/../shared/kube")
KIT_FOLDER=${KUBE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/sandbox-kube}
NAME=sandboxes-try
SYSTEM_NAMESPACE=sandboxes-system
AGENT_IMAGE=localhost/sandboxes:agent
SANDBOX_IMAGE=localhost/sandboxes:sandbox
PROGRAM_IMAGE=localhost/sandboxes:program
POSTGRES_IMAGE=localhost/sandboxes:postgres

# What there is to make or use a cluster: given, kind, k3s, minikube, kit, or none.
kube_kind() {
    if [[ -n ${KUBECONFIG:-} ]]; then echo given
    elif command -v kind >/dev/null; then echo kind
    elif command -v k3s >/dev/null; then echo k3s
    elif command -v minikube >/dev/null; then echo minikube
    elif [[ -x $KIT/up && $EUID == 0 ]]; then echo kit
    else echo none
    fi
}

no_cluster() {
    say 'There is no Kubernetes to use: give a KUBECONFIG, or install kind (https://kind.sigs.k8s.io), k3s or minikube.'
}

# use_cluster: sets KUBECONFIG and KUBECTL as kube-up left them. False: there is none.
use_cluster() {
    [[ -f $KUBE_STATE/cluster ]] || return 1
    # shellcheck disable=SC1091
    source "$KUBE_STATE/cluster"
    export KUBECONFIG
    $KUBECTL get --raw /readyz >/dev/null 2>&1
}

kubectl() { $KUBECTL "$@"; }

# Ends the port-forward that kube-run started, and no process that was given its number later.
stop_forward() {
    local pid started
    read -r pid started 2>/dev/null <"$KUBE_STATE/forward" || return 0
    [[ ! -r /proc/$pid/stat || $(awk '{sub(/.*\) /, ""); print $20}' "/proc/$pid/stat") != "$started" ]] || kill "$pid" || true
    rm -f "$KUBE_STATE/forward"
}

# The namespaces of sandboxes: by our label and prefix, because other clusters of ours may share the Kubernetes.
sandbox_namespaces() {
    kubectl get namespaces -l "sandboxes.dev/cluster=sandboxes" -o name | sed -n 's,^namespace/\(sandboxes-.*\),\1,p'
}
