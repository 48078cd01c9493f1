# The doors for people: demo, test, bench, check. `sh scripts/setup` installs what a fresh Debian machine lacks.

EXAMPLE := examples/ctdc/ctdc_synthetic_20210825.csv.zst
TARGET  := $(or $(CARGO_TARGET_DIR),target)
PROGRAM := $(TARGET)/debug/turnstone
OUT     := out
# The commands whose pages are tested in the browser beside the study's.
RESULTS := prevalence flows drivers trends
space   := $(subst ,, )

.PHONY: demo test bench check docs setup web program pages advisories

# The study of the public CTDC example, and the tipline of two invented organisations until Ctrl-C.
demo: program
	$(PROGRAM) study $(EXAMPLE) -o $(OUT)
	@echo "Open file://$(abspath $(OUT)/index.html) in a browser, or the study on the staff's site below."
	rm -rf $(OUT)/demonstration
	$(PROGRAM) serve --demo --data $(OUT)/demonstration --study $(OUT)

# Every test: web, Rust, and the pages in Chromium.
test: setup web
	cd web && npm run typecheck
	cargo test --workspace
	$(MAKE) pages

# The page of the real study in a browser: charts with data, a click on a corridor, no request, no JavaScript. Then the whole
# story of a report between two running servers.
pages: program
	$(PROGRAM) study $(EXAMPLE) -o $(TARGET)/pages-study
	$(PROGRAM) study examples/cases/*.json -o $(TARGET)/pages-cases
	cd web && npm test
	cd web && STUDY_HTML="$(abspath $(TARGET)/pages-study/index.html)" CASES_HTML="$(abspath $(TARGET)/pages-cases/index.html)" node --test test/page.test.mjs
	$(PROGRAM) prevalence examples/mse/uk5.csv --validate --missed 0.05 -o $(TARGET)/pages-prevalence
	$(PROGRAM) flows $(EXAMPLE) examples/glotip/*.zst examples/migration/*.csv* --within KOR -o $(TARGET)/pages-flows || [ $$? = 3 ]
	$(PROGRAM) drivers examples/glotip/*.zst --covariates examples/drivers/drivers.toml -o $(TARGET)/pages-drivers || [ $$? = 3 ]
	$(PROGRAM) trends examples/trends/fbi*.zst -o $(TARGET)/pages-trends
	cd web && REPORT_HTML="$(subst $(space),:,$(foreach what,$(RESULTS),$(abspath $(TARGET)/pages-$(what)/index.html)))" node --test test/report.test.mjs
	cd web && TURNSTONE="$(abspath $(PROGRAM))" node --test test/story.test.mjs

# Beside Polars and DuckDB on the same input and machine. Needs Python 3; installs both into a virtual environment.
bench: web
	python3 bench/run.py
	python3 bench/identify.py
	cargo bench -p turnstone-identify --bench case
	cargo bench -p turnstone-server --bench front_door
	cargo bench -p turnstone-estimate --bench prevalence
	cargo bench -p turnstone-estimate --bench coverage
	python3 bench/gravity.py

check: web
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps
	@command -v cargo-deny >/dev/null 2>&1 || cargo install cargo-deny --locked
	cargo deny check bans licenses sources
	cd web && npm run typecheck

# Known advisories against dependencies; fetches the advisory database, so it needs the network.
advisories:
	@command -v cargo-deny >/dev/null 2>&1 || cargo install cargo-deny --locked
	cargo deny check advisories

# The user's guide as a book, in docs/book.
docs:
	@command -v mdbook >/dev/null 2>&1 || cargo install mdbook --locked
	mdbook build docs

program: setup web
	cargo build --workspace

web: web/dist/study.js

web/dist/study.js: web/package-lock.json $(wildcard web/*.config.ts web/src/*.ts web/src/staff/*.ts web/src/styles/*.css web/src/styles/*.scss web/geometry/*.ts)
	cd web && npm ci && npm run build

setup:
	sh scripts/setup
