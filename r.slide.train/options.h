/** The options of r.slide.train: their definition, and the request that they make. */
#ifndef SLIDE_TRAIN_OPTIONS_H
#define SLIDE_TRAIN_OPTIONS_H

#include <grass/gis.h>

#include "run.h"
#include "validation_options.h"

struct options {
    struct Option *predictors, *group, *names, *categorical;
    struct Option *method, *parameters, *test, *split, *seed;
    struct Option *coefficients;
    struct treatment_options treatment;
    struct unit_options units;
    struct table_options tables;
    struct Option *applicability;
    struct Option *model, *test_map, *nprocs, *format;
    struct sampling_options sampling;
    struct Flag *print;
    struct validation_options validation;
    struct inspection_options inspection;
    struct net_options net;
};

/** Before G_parser. */
void define_options(struct options *options);

/** After G_parser: checks what the parser cannot, and ends the module where it is not right. */
void read_request(const struct options *options, struct request *request);

#endif
