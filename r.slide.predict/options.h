/** The options of r.slide.predict: their definition, and the requests that they make. */
#ifndef SLIDE_PREDICT_OPTIONS_H
#define SLIDE_PREDICT_OPTIONS_H

#include <grass/gis.h>

#include "classes.h"
#include "net_options.h"
#include "report.h"
#include "run.h"

struct unit_options {
    struct Option *units, *vector, *column, *layer;
};

struct options {
    struct Option *model, *predictors, *group, *labels, *map;
    struct Option *output, *combine, *median, *mean, *deviation, *quantile, *quantile_map;
    struct Option *classes, *class_method, *class_count, *breaks, *truth, *class_shares;
    struct Option *contributions, *dominant, *outside, *dissimilarity, *applicability;
    struct unit_options units;
    struct net_options net;
    struct Option *memory, *nprocs, *format;
    struct Flag *uncorrected, *trusted, *positive;
};

/** Before G_parser. */
void define_options(struct options *options);

/** After G_parser, once the model is known: checks what the parser cannot, and ends the module where it is not right.
 */
void read_request(const struct options *options, const struct model *model, struct request *request);

/** Of classes=; its name is NULL when there is none. */
void read_class_request(const struct options *options, const struct model *model, struct class_request *request);

/** Ends the module where an output would be written over a map of these, or over the units or the true landslides. */
void refuse_outputs_that_are_read(const struct options *options, const struct stack *predictors);

enum report_format read_format(const struct options *options);

/** At least 1, or the module ends. */
int read_threads(const struct options *options);

#endif
