# Two commands matter: make run, make test. `make help` lists the others.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
READY := $(VENV)/.ready
FLASK := $(VENV)/bin/python -m flask --app wsgi
export PORT

.PHONY: help run test slow check browser bench demo lock

help:     ## list the commands
	@sed -n 's/^\([a-z]*\): .*##/\1 \t/p' Makefile

run: $(READY)  ## start the service with the demo department on 127.0.0.1:8000 (PORT= changes it)
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo
	@echo "Dừng: Ctrl+C"
	@$(VENV)/bin/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 --log-level error wsgi:app

test: $(READY)  ## run all tests but the slow simulations
	$(VENV)/bin/python -m pytest -m "not slow"

slow: $(READY)  ## run the simulations of coverage
	$(VENV)/bin/python -m pytest -m slow

check: $(READY)  ## format, lint, types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

browser: $(READY)  ## run the browser tests alone
	$(VENV)/bin/python -m pytest -m browser

bench: $(READY)  ## run the benchmarks; results belong in docs/benchmarks.md
	for file in bench/[a-z]*.py; do $(VENV)/bin/python $$file; done

demo: $(READY)  ## throw the local database away and fill a new demo department
	rm -f instance/thuoc-do.sqlite3 instance/thuoc-do.sqlite3-wal instance/thuoc-do.sqlite3-shm
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo

lock:     ## write the lock file anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --extra test --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock setup.cfg

$(READY): requirements.lock setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Thiếu gói python3-venv. Cài đặt: sudo apt install python3-venv"; exit 1; }
	@echo "Đang chuẩn bị môi trường Python (lần đầu mất vài phút)…"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
