# Two commands on a fresh machine. Each installs what it needs; see `.ci/setup`. GNU make 3.81 is enough.

SHELL := /bin/sh
# macOS: where Homebrew keeps Pango; nothing elsewhere.
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH=/opt/homebrew/lib:/usr/local/lib:/usr/lib
PYTHON_IN_VENV := $(LIBRARIES) .venv/bin/python
JOBS ?= 2
DEMO ?= demo

.PHONY: help demo test test-deep lock clean

help:
	@echo "make demo       build a sample workspace in demo/, run the whole job on it, say where to look"
	@echo "make test       check the code and pass every test"
	@echo "make test-deep  the same, then fuzzing and mutation testing (Linux, long)"
	@echo "make lock       write requirements/*.lock again after a change of pyproject.toml"
	@echo "make clean      remove what the commands above made"

demo:
	@sh .ci/setup run
	@$(PYTHON_IN_VENV) -m agent_router demo $(DEMO)

test:
	@sh .ci/setup test
	@$(LIBRARIES) sh .ci/check $(JOBS)

test-deep:
	@sh .ci/setup deep
	@$(LIBRARIES) sh .ci/check $(JOBS)
	@$(LIBRARIES) sh .ci/deep

lock:
	@sh .ci/lock

clean:
	rm -rf $(DEMO) .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage .coverage.* mutants
