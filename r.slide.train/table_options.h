/** The options on tables of samples, and the request that they make. */
#ifndef SLIDE_TRAIN_TABLE_OPTIONS_H
#define SLIDE_TRAIN_TABLE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <grass/gis.h>

#include "learn/sampling.h"

struct table_options {
    struct Option *table, *event, *out;
};

/** The user's wishes. */
struct table_request {
    char **paths;      /**< of tables to train on, ended by NULL; NULL for maps */
    char **predictors; /**< columns, ended by NULL; NULL for all */
    bool by_default;   /**< nothing is asked for of the draws: */
    struct sampling wanted;
    size_t repeats;
    double share;              /**< of landslides from which a unit is positive; 0 where it is for the tables to say */
    const char *event;         /**< name of the event that the maps are of; NULL where it was not given */
    const char *out;           /**< file to write; NULL: none */
    size_t positive, negative; /**< samples that it holds, once they are gathered */
};

/** Before G_parser. */
void table_options_define(struct table_options *options);

/** Ends the module, naming it, where one of these options was given, which do not go with tables. */
void refuse_with_tables(const struct Option *const *option, size_t options);

/** After G_parser; ends the module where a path is given twice, or the file to write could not be written. */
void table_options_read(const struct table_options *options, struct table_request *request);

#endif
