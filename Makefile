# make bench PAPERS=folder takes minutes to an hour and is never part of the tests.
# Everything a newcomer needs: make run, make test, make serve. A new environment is made in .venv on first use.
PYTHON ?= python3.11
# An index to take PyTorch from instead of the default one, such as the PyTorch project's index of CPU builds.
TORCH_INDEX ?=
TORCH = torch==2.13.0
BIN = .venv/bin
OUT ?= runs/example

.PHONY: run test serve check desk-types bench soak torch-hashed docker-base lock clean

# One paper of the example is a scan: where OCR is not installed it is refused by name, and the command ends with 1.
run: .venv/run
	$(BIN)/thirdorder run example --out $(OUT) || test $$? -eq 1

test: .venv/dev .venv/client
	$(BIN)/python -m pytest -n 2 --dist loadfile

serve: .venv/run
	$(BIN)/thirdorder serve --example

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Types of the desk's modules, by TypeScript; needs Node.js and npm (Debian's packages nodejs and npm).
desk-types:
	cd service/web && npm ci --silent --no-audit --no-fund --ignore-scripts && npm run --silent check

bench: .venv/dev
	$(BIN)/python -m thirdorder.evaluation.benchmarks $(PAPERS)

# Thirty kills a database instead of three: half an hour and more.
soak: .venv/dev
	KILLS=30 $(BIN)/python -m pytest -n 0 tests/integration/test_killed.py tests/integration/test_whole.py

# The digest of the image that the Dockerfile builds on, for docker build --build-arg BASE=...; needs a registry.
docker-base:
	docker pull --quiet python:3.11-slim > /dev/null
	docker inspect --format '{{index .RepoDigests 0}}' python:3.11-slim

.venv/torch:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) $(TORCH)
	touch $@

# Before make run: PyTorch as the default index builds it, held against hashes. The way above takes it by its version
# alone, from TORCH_INDEX or wherever pip is set to look.
torch-hashed: requirements-torch.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-torch.lock
	touch .venv/torch

# Makes a client from the API's description for a test; in an environment of its own, since it wants other versions.
.venv/client: .venv/torch
	$(PYTHON) -m venv $@
	$@/bin/python -m pip install --quiet --disable-pip-version-check openapi-python-client==0.29.1 || \
	echo "openapi-python-client cannot be had: the test that makes a client is skipped"
	touch $@

.venv/run: .venv/torch requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

.venv/dev: .venv/run requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	touch $@

# Writes both locks anew, keeping what still holds. PyTorch stays out: it is pinned above by version, and which build is right depends
# on the machine; what it needs beside itself is said in pyproject.toml.
LOCK = $(BIN)/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-emit-package torch --no-emit-index-url \
	--no-header
LOCK_TORCH = $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--no-header --constraint requirements.lock
lock: .venv/dev
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --output-file requirements.lock pyproject.toml
	printf 'torch==2.13.0' | $(LOCK_TORCH) --output-file requirements-torch.lock -
	$(LOCK) --extra dev --extra bench --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv runs build dist
