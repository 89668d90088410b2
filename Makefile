# Two commands matter: make run, make test. `make help` lists the others.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
FLASK := $(VENV)/bin/python -m flask --app wsgi
DATA = $(or $(INSTANCE_FOLDER),instance)/thuoc-do.sqlite3
export PORT

.PHONY: help run serve test install slow check browser fuzz bench load chaos demo demo-large lock free-port

help:     ## list the commands
	@sed -n 's/^\([a-z-]*\): .*##/\1 \t/p' Makefile

run: $(READY) free-port  ## start the service with the demo department on 127.0.0.1:8000 (PORT= changes it)
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo
	@echo "Dừng: Ctrl+C"
	@$(VENV)/bin/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 --log-level error wsgi:app

serve: $(READY) free-port  ## start the service as in production, on 127.0.0.1: several workers, no demo (docs/operations/serving.md)
	@$(FLASK) upgrade-database
	@$(FLASK) doctor --offline || echo "Dịch vụ vẫn chạy. Sửa các lỗi trên trước khi nhận phiếu thật."
	@echo "Thước Đo: http://127.0.0.1:$(PORT) (nginx đứng trước). Dừng: Ctrl+C"
	@exec $(VENV)/bin/python -m gunicorn --config deploy/gunicorn.conf.py

test: $(TOOLS)  ## run all tests but the slow simulations
	$(VENV)/bin/python -m pytest -m "not slow" --numprocesses 2 --dist loadfile --no-loadscope-reorder

install: $(READY)  ## make the Python environment only, with what a server needs
	@echo "Môi trường Python đã sẵn sàng trong thư mục $(VENV)."

slow: $(TOOLS)  ## run what takes minutes to hours: simulations, crashes; hostile requests have a command of their own
	$(VENV)/bin/python -m pytest -m "slow and not fuzz"

check: $(TOOLS)  ## format, lint, types, security of the code
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/bandit --quiet --configfile pyproject.toml --recursive questionnaires analysis survey_app migrations wsgi.py

browser: $(TOOLS)  ## run the browser tests alone
	$(VENV)/bin/python -m pytest -m browser

fuzz: $(TOOLS)  ## send hostile requests for hours: FUZZ_REQUESTS from strangers, FUZZ_DEEDS from each account, on both databases
	$(VENV)/bin/python -m pytest -m fuzz

bench: $(TOOLS)  ## run the benchmarks; results belong in docs/benchmarks.md
	for file in bench/[a-z]*.py; do PYTHONPATH=. $(VENV)/bin/python $$file || exit 1; done

load: $(TOOLS)  ## drive real journeys against both set-ups on this machine; tables for docs/benchmarks.md (some minutes)
	PYTHONPATH=. $(VENV)/bin/python bench/load.py

chaos: $(TOOLS)  ## break both set-ups on purpose under load, 50 rounds: no answer missing, none doubled (some ten minutes)
	PYTHONPATH=. $(VENV)/bin/python bench/chaos.py

demo: $(READY)  ## throw the demo's database away and fill it anew
	$(FILL_ANEW)

demo-large: $(READY)  ## fill one with 1,000 schools in instance/large (minutes); see it with make run INSTANCE_FOLDER=instance/large
	$(FILL_ANEW)

demo-large: export INSTANCE_FOLDER := $(or $(INSTANCE_FOLDER),instance/large)
demo-large: SIZE := --large

# fill-demo refuses a database of real units: then nothing is thrown away
define FILL_ANEW
	@test -z "$$DATABASE_URL" || { echo "make $@ chỉ làm lại tệp SQLite. Bỏ DATABASE_URL trước: unset DATABASE_URL"; exit 1; }
	@test ! -e "$(DATA)" || { $(FLASK) upgrade-database >/dev/null && $(FLASK) fill-demo >/dev/null; } || { \
	  echo "Chưa xóa gì: $(DATA) không phải dữ liệu mẫu. Chắc chắn muốn bỏ thì tự xóa tệp này."; exit 1; }
	rm -f "$(DATA)" "$(DATA)-wal" "$(DATA)-shm"
	@$(FLASK) upgrade-database
	@$(FLASK) fill-demo $(SIZE)
	@$(if $(SIZE),$(FLASK) close-campaigns && $(FLASK) check-warnings)
endef

lock:     ## write the lock files anew: all that tests need, and of it what a server needs (needs uv)
	$(COMPILE) --extra test -o requirements.lock setup.cfg
	$(COMPILE) --extra pg --extra oidc --constraint requirements.lock -o requirements-server.lock setup.cfg

lock: COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
  --custom-compile-command "make lock"

free-port: $(READY)
	@case "$(PORT)" in ''|*[!0-9]*|??????*) echo "PORT là một số từ 1 đến 65535, ví dụ: make run PORT=8080"; exit 1;; esac
	@$(VENV)/bin/python -c 'import socket, sys; s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); \
	  port = int(sys.argv[1]); 0 < port < 65536 or sys.exit("PORT là một số từ 1 đến 65535, ví dụ: make run PORT=8080"); \
	  s.connect_ex(("127.0.0.1", port)) or sys.exit(f"Cổng {port} đang được dùng. Thử: make run PORT={port % 65535 + 1}")' $(PORT)

$(READY): requirements-server.lock setup.cfg pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Không có lệnh $(PYTHON). Cài Python 3.11 trở lên, hoặc chỉ ra lệnh khác: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Thiếu gói python3-venv. Cài đặt: sudo apt install python3-venv"; exit 1; }
	@echo "Đang chuẩn bị môi trường Python (lần đầu mất vài phút)…"
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-server.lock
	@touch $@

$(TOOLS): requirements.lock $(READY)
	@echo "Đang thêm công cụ kiểm thử (lần đầu mất vài phút)…"
	@$(VENV)/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@
