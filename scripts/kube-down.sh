#!/usr/bin/env bash
# kube-down.sh: takes the product out of the cluster and leaves nothing of it, and ends the cluster where kube-up started it.
source "$(dirname "$0")/lib.sh"
source scripts/kube-lib.sh

[[ -f $KUBE_STATE/cluster ]] || exit 0
stop_forward
if use_cluster; then
    say 'Removing the product'
    # Silos first: what has no pool any more makes no pods.
    kubectl -n "$SYSTEM_NAMESPACE" delete deployments --all --ignore-not-found --wait=false >/dev/null
    kubectl -n "$SYSTEM_NAMESPACE" delete pods --all --force --grace-period=0 >/dev/null 2>&1 || true
    for space in $(sandbox_namespaces); do
        kubectl delete namespace "$space" --wait=false >/dev/null
        kubectl -n "$space" delete pods --all --force --grace-period=0 >/dev/null 2>&1 || true
    done
    kubectl delete namespace "$SYSTEM_NAMESPACE" --ignore-not-found --timeout=120s >/dev/null
    for kind in clusterrole clusterrolebinding priorityclass; do
        kubectl get "$kind" -o name | { grep -E '/sandboxes-(provisioner|sandbox-manager|manager-watch|control|sandbox)$' || true; } | while read -r object; do kubectl delete "$object" >/dev/null; done
    done
    for space in $(sandbox_namespaces); do
        kubectl wait --for=delete "namespace/$space" --timeout=120s >/dev/null 2>&1 || true
    done
fi
if [[ $KUBE_OURS == yes ]]; then
    say 'Ending the cluster'
    case $KUBE_KIND in
    kind) quietly artifacts/log/kube-down.log command kind delete cluster --name "$NAME" ;;
    minikube) quietly artifacts/log/kube-down.log minikube delete --profile "$NAME" ;;
    kit) quietly artifacts/log/kube-down.log "$KIT/down" --wipe ;;
    esac
    rm -f "$KUBE_STATE"/images/*.given
fi
rm -f "$KUBE_STATE"/{cluster,run,kubeconfig}
