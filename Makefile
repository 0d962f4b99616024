# Two commands do everything on a fresh machine with Python and make: `make run`, `make test`.

PYTHON ?= python3
PORT ?= 8000
RUN := .venv/bin/python
# Checks meet the same environment everywhere: as in production, whatever a developer's .env says.
AS_IN_PRODUCTION := env MEDISOFT_ENV_FILE=/dev/null DATABASE_URL=sqlite:///:memory: DEBUG=False \
  ALLOWED_HOSTS=medisoft.example SITE_URL=https://medisoft.example \
  SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
  MEDISOFT_HISTORY_KEY=another-one
PYTEST := $(RUN) -m pytest --numprocesses 2 --dist loadgroup -q

.PHONY: help run test lint types checks format bench lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime .env ## start the site with demo data; PORT= and DATABASE_URL= choose where
	@exec $(RUN) manage.py run --port $(PORT)

test: .venv/development ## everything that CI runs; ARGS="-k search" goes to pytest
	scripts/provision
	$(MAKE) --no-print-directory lint types checks
	env -u DATABASE_URL $(PYTEST) $(ARGS)
	scripts/with-postgres $(PYTEST) $(ARGS)

lint: .venv/development ## style of Python and of templates
	$(RUN) -m ruff check
	$(RUN) -m ruff format --check
	$(RUN) -m djlint --quiet --check --lint templates
	$(RUN) -m djlint --quiet --check --lint --profile jinja --extension jinja templates

types: .venv/development ## static types
	$(AS_IN_PRODUCTION) $(RUN) -m mypy .

checks: .venv/development ## migrations are complete, and production settings safe
	$(AS_IN_PRODUCTION) $(RUN) manage.py makemigrations --check --dry-run
	$(AS_IN_PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING

format: .venv/development ## write Python and templates as `make lint` wants them
	$(RUN) -m ruff check --fix
	$(RUN) -m ruff format
	$(RUN) -m djlint --quiet --reformat templates
	$(RUN) -m djlint --quiet --reformat --profile jinja --extension jinja templates

bench: .venv/development ## how quick the site is: SIZE=small|medium|large DB=sqlite|postgres|kept ARGS=
	$(if $(filter $(DB),sqlite postgres kept),,$(error DB is sqlite, postgres or kept))
	@mkdir -p var/bench
	$(ON_$(DB)) $(RUN) -m bench --size $(SIZE) $(ARGS)
SIZE ?= small
DB ?= sqlite
# SQLite's file stays for the next time; DB=kept measures on the database of DATABASE_URL.
ON_sqlite = env DATABASE_URL=sqlite:///$(CURDIR)/var/bench/$(SIZE).sqlite3
ON_postgres = env POSTGRES_SETTINGS="-c fsync=on -c shared_buffers=2GB -c max_wal_size=8GB \
  -c maintenance_work_mem=512MB -c jit=off" scripts/with-postgres
ON_kept =

lock: .venv/development ## pin the newest versions that pyproject.toml allows
	$(RUN) -m uv pip compile $(LOCK) pyproject.toml -o requirements.txt
	$(RUN) -m uv pip compile $(LOCK) pyproject.toml -o requirements-dev.txt \
	  --extra dev -c requirements.txt
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

clean: ## remove the virtual environment, caches, and var/: the database and mails of this machine
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis test-results var

.venv/runtime: requirements.txt
.venv/development: requirements-dev.txt
.venv/runtime .venv/development:
	@test -x $(RUN) || $(PYTHON) -m venv .venv
	@echo "Installing $< (a minute, the first time)"
	@$(RUN) -m pip install -qq --disable-pip-version-check --no-compile --no-deps \
	  --require-hashes -r $<
	@touch $@

.env:
	@umask 077 && printf 'DEBUG=True\nSECRET_KEY=%s\n' \
	  "$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')" > $@
