# What the five modules' Makefiles share. Each sets PGM (and TOP, the folder of the suite) before it includes this.

MODULE_TOPDIR ?= $(shell grass --config path)
SUITE = $(abspath $(TOP))

LIBES = $(SUITE)/lib/OBJ.$(ARCH)/libslide.a $(RASTERLIB) $(VECTORLIB) $(DBMILIB) $(IMAGERYLIB) $(GPROJLIB) $(GISLIB) \
        $(DATETIMELIB) -lxgboost -llinear -lzip -ljansson -lfftw3f -lplplot -lpng -lgsl -lgslcblas -lgomp -ldl
DEPENDENCIES = $(SUITE)/lib/OBJ.$(ARCH)/libslide.a
EXTRA_INC = -I$(SUITE)/lib $(VECT_INC)
EXTRA_CFLAGS = -fopenmp -ffp-contract=off -Wall -Wextra $(VECT_CFLAGS)
EXTRA_HEADERS = $(wildcard $(SUITE)/lib/*/*.h)

include $(MODULE_TOPDIR)/include/Make/Module.make

$(SUITE)/lib/OBJ.$(ARCH)/libslide.a:
	$(MAKE) -C $(SUITE)/lib MODULE_TOPDIR=$(MODULE_TOPDIR)

default: cmd
