/** The options of r.slide.eval and what their answers mean; a wrong answer ends the module. */
#ifndef R_SLIDE_EVAL_OPTIONS_H
#define R_SLIDE_EVAL_OPTIONS_H

#include <grass/gis.h>

#include "cells.h"
#include "intervals.h"

struct options {
    struct Option *input;
    struct Option *truth;
    struct Option *truth_threshold;
    struct Option *test;
    struct Option *prior;
    struct Option *threshold;
    struct Option *best;
    struct Option *bins;
    struct Option *intervals;
    struct Option *block;
    struct Option *replicates;
    struct Option *seed;
    struct Option *level;
    struct Option *nprocs;
    struct Option *curves;
    struct Option *points;
    struct Option *reliability;
    struct Option *breaks;
    struct Option *classes;
    struct Option *factor;
    struct Option *factor_breaks;
    struct Option *outcomes;
    struct Option *aspect;
    struct Option *sectors;
    struct Option *chart;
    struct Option *panels;
    struct Option *format;
};

void define_options(struct options *options);

/** The thresholds as numbers. @return how many they are */
int read_thresholds(char **answers, double **thresholds);

struct interval_options interval_options_of(const struct options *options);

struct maps maps_of(const struct options *options);

#endif
