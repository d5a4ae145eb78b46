/** The options of r.slide.eval and what their answers mean; a wrong answer ends the module. */
#ifndef R_SLIDE_EVAL_OPTIONS_H
#define R_SLIDE_EVAL_OPTIONS_H

#include <grass/gis.h>

#include "cells.h"
#include "checks.h"
#include "html_report.h"
#include "intervals.h"
#include "objects.h"
#include "profile.h"

struct options {
    struct Option *input, *names;
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
    struct Option *table;
    struct Flag *objects;
    struct Option *polygons;
    struct Option *overlap;
    struct Option *sizes;
    struct Option *objects_table;
    struct Option *profile;
    struct Option *profile_coordinates;
    struct Option *profile_width;
    struct Option *profile_step;
    struct Option *profile_maps;
    struct Option *profile_percentiles;
    struct Option *profile_table;
    struct Option *report;
    struct Option *model;
    struct Option *predictors;
    struct Option *dependence;
    struct Option *sample;
    struct Option *repeats;
    struct Option *groups;
    struct Option *importance_table;
    struct Option *dependence_table;
    struct Option *ablation_table;
};

void define_options(struct options *options);

/** The thresholds as numbers. @return how many they are */
int read_thresholds(char **answers, double **thresholds);

struct interval_options interval_options_of(const struct options *options);

/** Layout of what is printed; called by define_options. */
void define_layout_option(struct options *options);

/** Objects and profiles; called by define_options. */
void define_place_options(struct options *options);

/** Report and model; called by define_options. */
void define_report_options(struct options *options);

struct html_options html_options_of(const struct options *options);

struct check_options check_options_of(const struct options *options);

/** Ends the module when table= is asked for as JSON. */
void refuse_table_as_json(const struct options *options);

struct object_options object_options_of(const struct options *options);

struct profile_options profile_options_of(const struct options *options);

/**
 * Numbers that ascend, of an option of that name; G_free them.
 *
 * @param answers  ended by NULL
 */
double *read_ascending(char **answers, const char *option, size_t *count);

struct maps maps_of(const struct options *options);

#endif
