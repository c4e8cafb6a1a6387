# Fronts Meson: `make run` and `make test` also install what is missing. See `make help`.
#
# WERROR=true   warnings are errors (as in CI)
# CASE=NAME     another scenario of scenarios/ for `make run`

BUILD  ?= build
WERROR ?= false
CASE   ?= us-iran-2024
SHELL  := /bin/sh

result = $(BUILD)/$(CASE).offramp
page   = $(BUILD)/$(CASE).html

.PHONY: help run test check-long build page bench mutants behaviour series skill frozen replay classes dyads coverage sanitize fuzz format clean install

help:
	@echo 'make run       install what is missing, build, run the reference case, say where its page is'
	@echo 'make test      install what is missing, build, run all tests, print the counts'
	@echo 'make check-long the same, and what runs short there in full (half an hour and more)'
	@echo 'make build     build $(BUILD)/offramp'
	@echo 'make page      build the template of the page (needs npm)'
	@echo 'make bench     build and run the benchmarks (bench/compare.py: two builds in pairs)'
	@echo 'make mutants   which small faults in the source the tests see (hours, goes on where it stopped)'
	@echo 'make behaviour measure how the model behaves, draw docs/behaviour.md (minutes)'
	@echo 'make series    fit kinds of campaigns to other standoffs, write data/kinds (minutes; SERIES_DATA)'
	@echo 'make skill     score the five cases in their past, write the tables of docs/skill.md'
	@echo 'make replay    update the reference case week by week through January 2024, write the tables of docs/how-to/weekly-job.md'
	@echo 'make frozen    freeze the forecast of the reference case anew, docs/frozen (minutes)'
	@echo 'make classes   count what became of pairs of states and of attacks, write data/classes (CLASSES_DATA)'
	@echo 'make dyads     invented pairs and past attacks beside their class, write docs/dyads.md (minutes; CLASSES_DATA)'
	@echo 'make sanitize  unit tests and fuzzed properties under address and undefined sanitizers'
	@echo 'make fuzz      libFuzzer on each property for FUZZ_SECONDS seconds (needs clang)'
	@echo 'make coverage  which lines the unit tests reach'
	@echo 'make format    clang-format on all C files'
	@echo 'make install   install (PREFIX=/usr/local)'
	@echo 'make clean     remove $(BUILD)/'

# configure DIRECTORY,OPTIONS: a directory that was configured before keeps what is not named.
define configure
	@if [ -f $(1)/build.ninja ]; then \
	    meson setup --reconfigure $(1) $(2) >$(1)/configure.log 2>&1 || { cat $(1)/configure.log; exit 1; }; \
	else \
	    mkdir -p $(1) && meson setup $(1) $(2); \
	fi
endef

build:
	$(call configure,$(BUILD),-Dwerror=$(WERROR))
	@ninja -C $(BUILD) program

page:
	@tools/build_page $(BUILD)

run:
	@tools/setup run
	@$(MAKE) --no-print-directory build
	-@tools/build_page $(BUILD)
	@rm -f $(result) $(page)
	$(BUILD)/offramp run scenarios/$(CASE).yaml --output $(result)
	@if [ -f $(BUILD)/page.html ]; then \
	    $(BUILD)/offramp report $(result) --output $(page) && \
	    echo "the page: file://$(abspath $(page))"; \
	else \
	    echo "no page: its template was not built (see above); the result is $(result)"; \
	fi

# All kinds; the unit tests once more under the sanitizers. The counts come last, whatever failed.
test:
	@tools/setup test
	$(call configure,$(BUILD),-Dwerror=$(WERROR) -Dtests=enabled)
	@ninja -C $(BUILD)
	$(call configure,$(BUILD)/sanitize,$(sanitize_options))
	@rm -f $(BUILD)/meson-logs/testlog.json $(BUILD)/sanitize/meson-logs/testlog.json
	@tools/build_page $(BUILD); page=$$?; \
	meson test -C $(BUILD) --print-errorlogs; \
	meson test -C $(BUILD)/sanitize --print-errorlogs $(sanitize_suites); \
	tools/count_tests $(BUILD) --each-program-once $(BUILD)/sanitize && exit $$page

check-long:
	@OFFRAMP_LONG=1 $(MAKE) --no-print-directory test

sanitize_options = -Dtests=enabled -Dwerror=$(WERROR) -Db_sanitize=address,undefined \
                   -Db_lundef=false -Dbuildtype=debug -Doptimization=1
sanitize_suites  = --suite unit --suite fuzz

sanitize:
	@tools/setup test
	$(call configure,$(BUILD)/sanitize,$(sanitize_options))
	meson test -C $(BUILD)/sanitize --print-errorlogs $(sanitize_suites)

bench: build
	meson test -C $(BUILD) --benchmark --verbose

MUTANTS ?= tools/mutants/drawn.json
mutants:
	@tools/setup test
	@tools/mutants/mutants try $(MUTANTS) --place $(BUILD)/mutants

behaviour:
	@tools/setup behaviour
	@$(MAKE) --no-print-directory build
	@tools/behaviour $(BUILD)

SERIES_DATA ?= ../shared/data
series:
	@tools/setup run
	$(call configure,$(BUILD),-Dwerror=$(WERROR))
	@ninja -C $(BUILD) tools/series/kinds
	@tools/series/all $(SERIES_DATA) $(BUILD)

# Two checks on pairs of states: the tables of docs/dyads.md.
dyads: build
	@ninja -C $(BUILD) library
	@tools/dyads/pairs $(CLASSES_DATA) --build $(BUILD)
	@tools/dyads/crossings $(CLASSES_DATA) --build $(BUILD)

skill: build
	@tools/skill $(BUILD)/offramp

# What an older program left there is another replay.
replay: build
	@rm -rf $(BUILD)/replay
	@tools/replay_january $(BUILD)/offramp $(BUILD)/replay

STUDY ?= scenarios/us-iran-2024.yaml
STUDY_PAGE ?= docs/studies/us-iran-february-2024.md
study:
	@tools/setup behaviour
	@$(MAKE) --no-print-directory build
	@tools/study $(STUDY) $(STUDY_PAGE) --program $(BUILD)/offramp

frozen: build
	@tools/frozen $(BUILD)/offramp

CLASSES_DATA ?= ../shared/data
classes:
	@tools/classes/classes $(CLASSES_DATA)

coverage:
	@tools/setup test
	$(call configure,$(BUILD)/coverage,-Dtests=enabled -Db_coverage=true -Dbuildtype=debug)
	meson test -C $(BUILD)/coverage
	@if command -v gcovr >/dev/null 2>&1; then \
	    gcovr --root . --filter src/ --print-summary $(BUILD)/coverage; \
	else \
	    echo 'coverage: install gcovr (Debian: apt-get install gcovr) and repeat'; exit 1; \
	fi

FUZZ_SECONDS ?= 60
fuzz:
	@tools/fuzz $(BUILD)/fuzz $(FUZZ_SECONDS)

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

PREFIX ?= /usr/local
install: build page
	meson setup --reconfigure $(BUILD) --prefix $(PREFIX) >/dev/null
	meson install -C $(BUILD)

clean:
	rm -rf $(BUILD)
