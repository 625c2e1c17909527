# Thin on purpose: what a target does stands in scripts/.
.DEFAULT_GOAL := help
.PHONY: bench-kube traces help run run-cluster stop-cluster agent build test check nightly test-vm kube-up kube-run kube-down test-kube bench bench-soak chaos simulate format clean

help: ## Shows this
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

run: ## Installs what is missing, builds, and serves on PORT (8080); ISOLATION=none for a first look without namespaces
	@exec scripts/run.sh

run-cluster: ## A cluster on this machine: PostgreSQL, three silos, two frontends, nginx on PORT (8080 or a free one)
	@scripts/cluster.sh run

stop-cluster: ## Stops it, and leaves nothing of it
	@scripts/cluster.sh stop

agent: ## Publishes the agent to artifacts/agent
	@scripts/install.sh
	@scripts/agent.sh

build: ## Builds everything, warnings as errors
	@scripts/install.sh
	@scripts/agent.sh
	@scripts/build.sh all

test: ## Runs every test and five minutes of chaos, and checks the format
	@scripts/test.sh all

check: ## The part of the tests for every day, under two minutes
	@scripts/test.sh check

nightly: ## What takes too long for CI: explicit tests, all planted faults, an hour of chaos and a soak of 20 minutes
	@scripts/test.sh nightly
	@scripts/chaos.sh --minutes 60
	@scripts/bench.sh --only soak --minutes 20 --strict

test-vm: ## Runs the runtimes' tests under cgroup v2 and systemd, as root and as user, in a virtual machine
	@scripts/test-vm.sh

kube-up: ## A Kubernetes cluster to try on: that of KUBECONFIG, else by kind, k3s or minikube, else the kit in ../shared/kube
	@scripts/kube-up.sh

kube-run: ## Builds the images, loads them, applies k8s/overlays/test, waits until sandboxes are warm, prints URL and key
	@scripts/kube-run.sh

kube-down: ## Takes it all out again, and ends the cluster if kube-up started it
	@scripts/kube-down.sh

test-kube: ## Runs the tests of the Kubernetes runtime on that cluster
	@scripts/test-kube.sh $(ARGS)

bench: ## Measures, each figure beside its cold alternative; ARGS="--quick --only open"
	@scripts/bench.sh $(ARGS)

bench-kube: ## Measures the product of kube-run beside kubectl; ARGS="--quick"
	@scripts/bench-kube.sh $(ARGS)

traces: ## Compares the policy of the pools with others on traces of arrivals; writes the table and the plots of docs/pools.md
	@dotnet run -c Release --project bench/Traces -- docs

bench-soak: MINUTES ?= 20
bench-soak: ## Half the sustained rate for MINUTES (20), watching the program's memory, threads and descriptors
	@scripts/bench.sh --only soak --minutes $(MINUTES) $(ARGS)

chaos: MINUTES ?= 5
chaos: ## Kills, freezes and cuts off a cluster for MINUTES (5), then judges what its clients saw; SEED=... draws the same faults again
	@scripts/chaos.sh --minutes $(MINUTES) $(if $(SEED),--seed $(SEED)) $(ARGS)

.PHONY: model
model: ## Searches docs/model to its end: the protocol holds, and fails without any of its rules; VARIANT=NO_LATCH shows how
	@scripts/install.sh
	@scripts/model.sh $(or $(VARIANT),all)

simulate: SEEDS ?= 1000
simulate: ## Runs the grains through SEEDS (1000) simulated worlds that go wrong, from SEED (drawn), each for at most STEPS; tells the first that breaks something
	@scripts/simulate.sh --seeds $(SEEDS) $(if $(SEED),--seed $(SEED)) $(if $(STEPS),--steps $(STEPS)) $(ARGS)

format: ## Puts the code into the format that make test checks
	@dotnet format Sandbox.sln

clean: ## Removes what was built
	@rm -rf artifacts bench/results
	@find src tests bench -name bin -prune -exec rm -rf {} + -o -name obj -prune -exec rm -rf {} +
