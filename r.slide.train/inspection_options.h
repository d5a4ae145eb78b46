/** The options that look into predictors and model: importances, ablation, screening, and their tables and charts. */
#ifndef SLIDE_TRAIN_INSPECTION_OPTIONS_H
#define SLIDE_TRAIN_INSPECTION_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <grass/gis.h>

/** What may be asked for; each has a table and a chart of its own. */
enum subject { SUBJECT_IMPORTANCE, SUBJECT_ABLATION, SUBJECT_SCREENING, SUBJECTS };

struct inspection_options {
    struct Option *importance, *repeats, *groups, *ablation, *screening;
    struct Option *table[SUBJECTS], *chart[SUBJECTS];
};

/** The user's wishes. */
struct inspection_request {
    bool permutation, own, coefficients, zeroing;
    size_t repeats;     /**< of permutation */
    const char *groups; /**< NULL: each predictor by itself */
    const char *ablation;
    bool correlation, vif, components;
    const char *table[SUBJECTS], *chart[SUBJECTS]; /**< paths, or NULL */
};

/** Before G_parser. */
void inspection_define_options(struct inspection_options *options);

/** After G_parser; ends the module where a file could not be written. */
void inspection_read_request(const struct inspection_options *options, struct inspection_request *request);

#endif
