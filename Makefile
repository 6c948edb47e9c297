# Every target sets up what it needs in .venv first (tools/bootstrap.py); the second time that takes no time.
# Written for any make from 3.81 on. On Windows without make: see README.md, the same steps by hand.
.PHONY: help demo lab test bench bench-quality bench-stats bench-peers fuzz check docs lock clean clean-all run-env dev-env
.NOTPARALLEL:

BIN = .venv/bin
# make test FILES="tests/study -k undo"   runs a part of the tests
FILES =
# make bench ONLY="import_ratio demo_seconds"   measures these rows only
ONLY =
# make fuzz SECONDS=60   how long
# make lock UPGRADE=1   takes the newest versions that fit instead of keeping the pins
UPGRADE =

help:
	@echo "make demo    the main job: interviews and surveys in, journey map and report out"
	@echo "make lab     JupyterLab on notebooks/"
	@echo "make test    the tests               (FILES=\"tests/study\" runs a part)"
	@echo "make check   style, types, import rules, links, documentation"
	@echo "make docs    the documentation as pages, in build/docs"
	@echo "make bench   measure, write bench/results.json   (ONLY=\"name name\" measures a part)"
	@echo "make bench-quality   how good suggestions and needs are, on real sets beside the checkout"
	@echo "make bench-stats     how often intervals and verdicts are right, by simulation"
	@echo "make bench-peers     against stock BERTopic and sentence-transformers, installed in .venv-peers"
	@echo "make fuzz    throw damaged files at every reader, cut commands short   (SECONDS=60 for a minute)"
	@echo "make lock    resolve requirements/*.in again     (UPGRADE=1 takes newer versions)"
	@echo "make clean   remove what can be made again; clean-all removes .venv too"

demo: run-env
	@$(BIN)/workbench demo

lab: run-env
	@$(BIN)/workbench lab

# All tests go to as many processes as there are processors, four at most; a part of them to one. Compiled modules are kept
# even where the machine says not to: the programs that tests start would compile everything again.
test: dev-env
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(FILES),$(FILES),-n auto --maxprocesses 4 --dist loadfile)

bench: dev-env
	@$(BIN)/python bench/run.py $(ONLY)

bench-quality: dev-env
	@$(BIN)/python bench/run.py --quality $(ONLY)

bench-stats: dev-env
	@$(BIN)/python bench/run.py --stats $(ONLY)

# What we are measured against lives in an environment of its own, made the first time: bench/peers/README.md.
bench-peers: dev-env
	@$(BIN)/python bench/peers/environment.py
	@$(BIN)/python bench/run.py --peers $(ONLY)

fuzz: dev-env
	@$(BIN)/python tools/fuzz.py --seconds $(or $(SECONDS),600)

check: dev-env
	@$(BIN)/python tools/check.py

docs: dev-env
	@$(BIN)/python tools/docs.py

lock: run-env
	@$(BIN)/python tools/lock.py $(UPGRADE)

run-env:
	@sh tools/bootstrap.sh run

dev-env:
	@sh tools/bootstrap.sh dev

clean:
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache corpus/study/.workbench corpus/study/out
	find bench corpus notebooks tests tools widgets workbench -name __pycache__ -type d -prune -exec rm -rf {} +

clean-all: clean
	rm -rf .venv .venv-peers
