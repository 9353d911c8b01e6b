# The two commands of the README are `make demo` and `make test`; everything they need is set up in .venv.
OUT ?= build/demo
PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo referees test lint types contracts check eval bench fuzz dist dist-windows test-windows stick-image stick-lock reproduce lock signatures demo-disk stick-test clean

setup: .venv/.ready

.venv/.ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv .venv || { echo "Python cannot make a virtual environment here. On Debian: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: --no-binary bagit -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	touch $@

demo: setup
	@$(BIN)/trousse demo --out "$(OUT)"

# Programs of others that some tests compare with; without them, these say so and are skipped.
referees: setup
	@$(BIN)/python -m tests.referees

test: setup
	$(BIN)/python -m pytest -n auto

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/mypy release

contracts: setup
	$(BIN)/lint-imports

check: lint types contracts

eval: setup
	$(BIN)/python -m evaluation
	$(BIN)/python -m evaluation.walk

# One pass beside hashdeep, yara, sha256sum and plain reading; RULES=folder takes other rules than those that
# suit each tree. `python -m evaluation.bench --million` shows the memory of ever longer scans. The volumes of
# a million entries are built once, in build/volumes (3 GB). `evaluation.bench.backups --gigabytes 100` reads a
# copy of 100 GB, over 4 GB of disk where root can mount a volume with clones.
bench: setup referees
	$(BIN)/python -m evaluation.bench $(if $(RULES),--rules "$(RULES)")
	$(BIN)/python -m evaluation.bench --gentle --memory
	$(BIN)/python -m evaluation.bench.backups
	$(BIN)/python -m evaluation.bench.walk
	$(BIN)/python -m evaluation.volumes
	$(BIN)/python -m evaluation.logs
	$(BIN)/python -m evaluation.containers
	$(BIN)/python -m evaluation.torn

# Ten thousand damaged inputs for every reader; takes its time.
fuzz: setup
	$(BIN)/python -m evaluation.fuzz

dist: setup
	$(BIN)/python -m release native

# Needs Debian; installs Wine, a cross compiler and osslsigncode when they are absent.
dist-windows: setup
	$(BIN)/python -m release windows

# The Windows program under Wine, on a machine planted for it; then the tests of the parts that ask Windows.
test-windows: dist-windows
	TROUSSE_WINDOWS=1 $(BIN)/python -m pytest tests/windows -n 2 -rP

# The stick that boots: dist/trousse-…-stick.img, from the two programs in dist/ (docs/stick-image.md). Needs Debian
# and root. KEY=file signs it with that key; without it, with a new one.
stick-image: setup
	$(BIN)/python -m release image $(if $(KEY),--key "$(KEY)")

# Pins the Debian packages of that stick as the archive has them now; run on purpose, then read the difference.
stick-lock: setup
	$(BIN)/python -m release image-lock

# Two builds of the last commit, each in a folder of its own.
reproduce: setup
	$(BIN)/python -m release reproduce native
	$(BIN)/python -m release reproduce windows

# Needs uv; run on purpose only, then read the difference.
lock:
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --quiet --python-platform x86_64-pc-windows-msvc --generate-hashes --python-version 3.11 --constraint requirements-dev.lock --group windows pyproject.toml -o requirements-windows.lock

signatures: setup
	$(BIN)/python -m signatures.manifest

demo-disk: setup
	$(BIN)/python -m demo.build

# The image tried in machines of qemu without acceleration: BIOS, Secure Boot, an altered program, a pulled stick, a
# power cut. Needs Debian, root, and qemu-system-x86, ovmf and exfat-fuse; half an hour. SCENARIOS="bios cut" takes those only.
stick-test: setup
	$(BIN)/python -m evaluation.boot $(SCENARIOS)

clean:
	rm -rf .venv build dist
