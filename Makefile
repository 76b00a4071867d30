# What a newcomer types. `make demo` and `make test` set everything up by themselves.
PYTHON ?= python3
BIN := .venv/bin
SEED ?= 4

.PHONY: help setup demo picture test check unit lab bench clean

help:
	@echo "make demo   a simulated match and its narrated film, in demo/"
	@echo "make test   every check: style, types, layers, tests"
	@echo "make lab    the tests of training, which need PyTorch (installed with the first call)"
	@echo "make bench  speed and memory, as ratios measured side by side"
	@echo "make clean  remove what these made"

setup: .venv/.ready

.venv/.ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: setup
	$(BIN)/goalmouth simulate -o demo/match --seed $(SEED)
	$(BIN)/goalmouth highlights demo/match/match.mp4 -o demo/film
	@echo "Open demo/film/index.html"

# The stills at the top of the README.
picture: demo
	$(BIN)/goalmouth highlights demo/match/match.mp4 -o demo/upright --aspect 9:16
	$(BIN)/goalmouth highlights demo/match/match.mp4 -o demo/square --aspect 1:1
	$(BIN)/python docs/images/montage.py docs/images/film.jpg demo/film demo/upright demo/square

test: check unit

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: setup
	$(BIN)/pytest -n 2 --dist loadfile

lab: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[train,wandb,lora]'
	$(BIN)/pytest tests/training tests/models tests/test_runtime.py tests/test_imports.py

bench: setup
	$(BIN)/python -m goalmouth.benchmarks

clean:
	rm -rf .venv demo bench build
