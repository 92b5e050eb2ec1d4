# Slipway's commands. `make demo` shows the whole path; `make test` proves it.
CONFIGURATION ?= Release
export CONFIGURATION
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.DEFAULT_GOAL := help
.PHONY: help setup build demo test test-integration test-apiserver test-faults mutants conformance capabilities bench example-card example-census example-pytorch crds images clean onnx-grid example-rank

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

setup: ## install what the machine lacks (native engines, Prometheus, libxgboost 3)
	@scripts/setup

build: setup ## build everything
	@dotnet build Operator.sln -c $(CONFIGURATION) -v quiet

test: build ## build, then run every test; the last line reads "N passed, N failed"
	@scripts/test

test-faults: build ## every fault at every place of every story, and the seeded bugs that the suite has to find; PLAN='{...}' replays one, EACH=N runs N of each family
	@scripts/test-faults

mutants: setup ## plant bugs in a copy of the controller runtime, one at a time, and see which of them its tests find; MUTANT=text chooses some
	@scripts/mutate runtime "$(MUTANT)"

test-integration: ## run the tests that need no more than an API server against the one that KUBECONFIG names
	@test -n "$$KUBECONFIG" || { echo "test-integration: which server? KUBECONFIG=path make test-integration" >&2; exit 1; }
	@$(MAKE) --no-print-directory build
	@scripts/test-integration

test-apiserver: build ## the same against a real kube-apiserver, built from Debian's sources once, with etcd and garbage collector
	@scripts/test-apiserver

capabilities: ## list the capabilities that the last test run showed; V=1 names the tests
	@ls artifacts/test-results/*.xml >/dev/null 2>&1 || $(MAKE) --no-print-directory test >&2 || true
	@scripts/capabilities $(if $(V),-v)

crds: ## write the CustomResourceDefinitions from the types into crds/ and the chart
	@dotnet run --project operator/Slipway.Operator -c $(CONFIGURATION) -v quiet -- crds crds
	@cp crds/*.yaml charts/slipway/crds/

bench: ## measure against references, one JSON line each; BENCH=name runs one
	@$(MAKE) --no-print-directory build >&2
	@artifacts/bin/Slipway.Bench/$$(echo $(CONFIGURATION) | tr A-Z a-z)/Slipway.Bench $(BENCH)

onnx-grid: build ## compare exported graphs with XGBoost on every objective and booster; XGBOOST3=1 with Debian trixie's XGBoost 3 too
	@scripts/onnx-grid

example-rank: build ## metrics of a ranking beside XGBoost's own, on real data; DATA=folder with rank.train, rank.test (LibSVM) and their .query files
	@test -n "$(DATA)" || { echo "example-rank: on which data? DATA=folder make example-rank" >&2; exit 1; }
	@scripts/example-rank "$(DATA)"

demo: build ## the whole path on real input: data, training, a canary promoted, a canary rolled back; KEEP=1 leaves it running
	@artifacts/bin/Slipway.Demo/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/Slipway.Demo . .slipway/demo $(if $(KEEP),--keep)

example-card: build ## write the data card of the example's click log, and say where it is
	@artifacts/bin/Slipway.Demo/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/Slipway.Demo . .slipway/card --card

example-census: build ## train on the census files in the folder DATA and measure on the official test file
	@scripts/example-census "$(DATA)"

example-pytorch: build ## train a PyTorch network on two workers in a sandbox and serve it, for real; installs python3-torch (585 MB)
	@scripts/example-pytorch

images: ## build the container images with docker or buildah; REGISTRY=, TAG= name them
	@REGISTRY="$(REGISTRY)" TAG="$(TAG)" scripts/images

conformance: build ## replay the recorded answers of a real API server against the sandbox
	@scripts/conformance

clean: ## remove everything that was built
	@rm -rf artifacts native/node_modules
