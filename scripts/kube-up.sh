#!/usr/bin/env bash
# kube-up.sh: a Kubernetes cluster to try on: that of KUBECONFIG, else one by kind, k3s or minikube, else the kit beside the checkout. Writes down which (artifacts/kube/cluster).
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

mkdir -p "$KUBE_STATE"
kind=$(kube_kind)
kubectl=kubectl
ours=no
case $kind in
none)
    no_cluster
    exit 1
    ;;
given) config=$KUBECONFIG ;;
kind)
    config=$KUBE_STATE/kubeconfig
    command kind get clusters 2>/dev/null | has_line -x "$NAME" || { quietly artifacts/log/kube-up.log command kind create cluster --name "$NAME" --kubeconfig "$config"; ours=yes; }
    ;;
k3s) config=/etc/rancher/k3s/k3s.yaml kubectl="k3s kubectl" ;;
minikube)
    config=$KUBE_STATE/kubeconfig
    KUBECONFIG=$config quietly artifacts/log/kube-up.log minikube start --profile "$NAME" --cni calico
    ours=yes
    ;;
kit)
    config=$KIT_FOLDER/kubeconfig kubectl=$KIT_FOLDER/bin/kubectl
    KUBECONFIG=$config $kubectl get --raw /readyz >/dev/null 2>&1 || ours=yes
    NODES=${NODES:-2} quietly artifacts/log/kube-up.log "$KIT/up"
    ;;
esac

# Whether kube-down ends it is decided by whoever started it first.
[[ ! -f $KUBE_STATE/cluster ]] || ! grep -q '^KUBE_OURS=yes' "$KUBE_STATE/cluster" || ours=yes
born=$(KUBECONFIG=$config $kubectl get namespace kube-system -o 'jsonpath={.metadata.uid}')
printf '%s=%q\n' KUBE_KIND "$kind" KUBECONFIG "$config" KUBECTL "$kubectl" KUBE_OURS "$ours" CLUSTER_BORN "$born" >"$KUBE_STATE/cluster"
KUBECONFIG=$config $kubectl get nodes
say "Use it: export KUBECONFIG=$config"
