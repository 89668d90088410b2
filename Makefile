# Two commands matter: make run, make test. `make help` lists the others.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
READY := $(VENV)/.ready
FLASK := $(VENV)/bin/python -m flask --app wsgi
DATA := $(or $(INSTANCE_FOLDER),instance)/thuoc-do.sqlite3
export PORT

.PHONY: help run test install slow check browser bench demo lock free-port

help:     ## list the commands
	@sed -n 's/^\([a-z]*\): .*##/\1 \t/p' Makefile

run: $(READY) free-port  ## start the service with the demo department on 127.0.0.1:8000 (PORT= changes it)
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo
	@echo "Dừng: Ctrl+C"
	@$(VENV)/bin/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 --log-level error wsgi:app

test: $(READY)  ## run all tests but the slow simulations
	$(VENV)/bin/python -m pytest -m "not slow"

install: $(READY)  ## make the Python environment only
	@echo "Môi trường Python đã sẵn sàng trong thư mục $(VENV)."

slow: $(READY)  ## run the simulations of coverage
	$(VENV)/bin/python -m pytest -m slow

check: $(READY)  ## format, lint, types
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

browser: $(READY)  ## run the browser tests alone
	$(VENV)/bin/python -m pytest -m browser

bench: $(READY)  ## run the benchmarks; results belong in docs/benchmarks.md
	for file in bench/[a-z]*.py; do PYTHONPATH=. $(VENV)/bin/python $$file || exit 1; done

# fill-demo refuses a database of real units: then nothing is thrown away
demo: $(READY)  ## throw the demo's database away and fill it anew
	@test -z "$$DATABASE_URL" || { echo "make demo chỉ làm lại tệp SQLite. Bỏ DATABASE_URL trước: unset DATABASE_URL"; exit 1; }
	@test ! -e "$(DATA)" || { $(FLASK) upgrade-database >/dev/null && $(FLASK) fill-demo >/dev/null; } || { \
	  echo "Chưa xóa gì: $(DATA) không phải dữ liệu mẫu. Chắc chắn muốn bỏ thì tự xóa tệp này."; exit 1; }
	rm -f "$(DATA)" "$(DATA)-wal" "$(DATA)-shm"
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo

lock:     ## write the lock file anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --extra test --generate-hashes --no-emit-index-url \
	  --no-emit-find-links --custom-compile-command "make lock" -o requirements.lock setup.cfg

free-port: $(READY)
	@case "$(PORT)" in ''|*[!0-9]*|??????*) echo "PORT là một số từ 1 đến 65535, ví dụ: make run PORT=8080"; exit 1;; esac
	@$(VENV)/bin/python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	  port = int(sys.argv[1]); 0 < port < 65536 or sys.exit("PORT là một số từ 1 đến 65535, ví dụ: make run PORT=8080"); \
	  s.connect_ex(("127.0.0.1", port)) or sys.exit(f"Cổng {port} đang được dùng. Thử: make run PORT={port % 65535 + 1}")' $(PORT)

$(READY): requirements.lock setup.cfg pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Không có lệnh $(PYTHON). Cài Python 3.11 trở lên, hoặc chỉ ra lệnh khác: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Thiếu gói python3-venv. Cài đặt: sudo apt install python3-venv"; exit 1; }
	@echo "Đang chuẩn bị môi trường Python (lần đầu mất vài phút)…"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
