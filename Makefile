# r.slide: build, install, demo, test, bench, lint, QGIS. Also what g.extension calls, which gives MODULE_TOPDIR, BIN and the rest itself.

MODULES = r.slide.ksn r.slide.insar r.slide.train r.slide.predict r.slide.eval

MODULE_TOPDIR ?= $(shell grass --config path 2>/dev/null)
ifeq ($(origin BIN) $(origin ARCH_DISTDIR),undefined undefined)
PLACE = MODULE_TOPDIR=$(MODULE_TOPDIR) GISBASE=$(MODULE_TOPDIR) ARCH_DISTDIR=$(CURDIR)/dist RUN_GISRC=$(SESSION)
# The manual pages take their option lists from the modules, which want a session: in a location of our own, since
# GRASS opens a mapset only for its owner.
SESSION = $(CURDIR)/dist/session/rc
endif

# Debian packages, first those that building and running need, then those of the demo, of the tests, of bench, of the
# tests that open windows, run QGIS or the like and skip without, and of lint
BUILD_PACKAGES = gcc g++ libc6-dev python3 grass-core grass-dev libgdal-dev libproj-dev libgsl-dev libxgboost-dev liblinear-dev libzip-dev \
                 libjansson-dev libpng-dev libfftw3-dev libplplot-dev plplot-driver-cairo \
                 proj-data fonts-dejavu-core
NETS_PACKAGES = libtorch-dev
DEMO_PACKAGES = $(BUILD_PACKAGES) python3-numpy python3-scipy
TEST_PACKAGES = $(DEMO_PACKAGES) $(NETS_PACKAGES) libcmocka-dev liblemon-dev python3-sklearn python3-xgboost gdal-bin \
                git subversion chromium
BENCH_PACKAGES = $(TEST_PACKAGES) python3-skimage
DESK_PACKAGES = grass-gui xvfb xauth imagemagick qgis gettext parallel
LINT_PACKAGES = $(TEST_PACKAGES) clang-format clang-tidy cppcheck pyflakes3

# Of the folders whose Makefiles are ours, unless make -j says how many jobs there are
PARALLEL = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

all: $(MODULES) plugin

$(MODULES): library $(SESSION)
	$(MAKE) -C $@ $(PLACE)

$(CURDIR)/dist/session/rc:
	mkdir -p $(@D)
	cp -r $(MODULE_TOPDIR)/demolocation $(@D)/
	printf 'GISDBASE: %s\nLOCATION_NAME: demolocation\nMAPSET: PERMANENT\nGUI: text\n' $(@D) >$@

library:
	@test -n "$(MODULE_TOPDIR)" || { echo "GRASS GIS 8 is not installed: run 'make deps'." >&2; exit 1; }
	$(MAKE) $(PARALLEL) -C lib MODULE_TOPDIR=$(MODULE_TOPDIR)

# The deep nets, where libtorch is
plugin:
	$(MAKE) $(PARALLEL) -C lib/net $(PLACE)

# deps, deps-nets, deps-demo, deps-test, deps-bench, deps-desk, deps-lint: as root install what is missing, otherwise say what to install
deps: packages = $(BUILD_PACKAGES)
deps-nets: packages = $(NETS_PACKAGES)
deps-demo: packages = $(DEMO_PACKAGES)
deps-test: packages = $(TEST_PACKAGES)
deps-bench: packages = $(BENCH_PACKAGES)
deps-desk: packages = $(DESK_PACKAGES)
deps-lint: packages = $(LINT_PACKAGES)
deps deps-nets deps-demo deps-test deps-bench deps-desk deps-lint:
	@sh testsuite/install_packages.sh $(packages)

# Installs libtorch and builds the deep nets with it
nets: deps-nets
	$(MAKE) plugin

# GRASS is looked for anew by the second make, after the packages came
demo: deps-demo
	$(MAKE) all event
	sh testsuite/demo/demo.sh

# The real earthquake of 2005 in Kashmir, where its data are: SLIDE_DATA names the folder that holds them
kashmir: deps-demo
	$(MAKE) all
	sh testsuite/kashmir/kashmir.sh

event: library
	$(MAKE) -C testsuite/event $(PLACE)

test: deps-test
	$(MAKE) all event c-tests
	/usr/bin/python3 testsuite/run_tests.py

c-tests: library
	$(MAKE) $(PARALLEL) -C testsuite/c MODULE_TOPDIR=$(MODULE_TOPDIR)

# All of it takes an hour and more
bench: deps-bench
	$(MAKE) all event
	sh testsuite/bench/bench.sh

# Wall time and peak memory of each stage from elevation to scores, at the size of the Gorkha study or ROWS x COLS
bench-chain: deps-bench
	$(MAKE) all event
	sh testsuite/bench/bench.sh chain

# Deep nets beside pixel models, and landslides detected in backscatter, as published studies tabulate them: half an hour
bench-nets: deps-bench
	$(MAKE) all event
	sh testsuite/bench/bench.sh nets

lint: deps-lint
	sh testsuite/lint.sh

# As a user into the personal addon folder; g.extension and packagers give INST_DIR
INST_DIR ?= $(HOME)/.grass8/addons
install:
	mkdir -p $(INST_DIR)/bin $(INST_DIR)/etc $(INST_DIR)/docs/html $(INST_DIR)/docs/man/man1
	for module in $(MODULES); do $(MAKE) -C $$module $(PLACE) INST_DIR=$(INST_DIR) install || exit 1; done
	$(MAKE) -C lib/net $(PLACE) INST_DIR=$(INST_DIR) install
	install -m 644 r.slide.html testsuite/front/r_slide_chain.png $(INST_DIR)/docs/html/

# The Processing toolbox: forms made from the modules, and their place in a QGIS profile
qgis-forms: all
	sh lib/qgis/describe.sh

# Messages for translators
pot: all
	GRASS_ADDON_BASE=$(CURDIR)/dist grass --tmp-location XY --exec /usr/bin/python3 $(CURDIR)/testsuite/pot.py >dist/r.slide.pot

QGIS_PROFILE ?= $(HOME)/.local/share/QGIS/QGIS3/profiles/default
install-qgis:
	sh lib/qgis/install.sh install "$(QGIS_PROFILE)"

uninstall-qgis:
	sh lib/qgis/install.sh remove "$(QGIS_PROFILE)"

clean:
	for folder in lib lib/net $(MODULES) testsuite/event testsuite/c; do $(MAKE) -C $$folder MODULE_TOPDIR=$(MODULE_TOPDIR) clean; done
	rm -rf dist demo

.PHONY: all library plugin nets $(MODULES) deps deps-nets deps-demo deps-test deps-bench deps-desk deps-lint demo kashmir event test c-tests bench bench-chain bench-nets lint install qgis-forms pot install-qgis uninstall-qgis clean
