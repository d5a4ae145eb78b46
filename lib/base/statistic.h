/** What one number may stand for the cells of a mapping unit: mean, spread, extremes, direction, most frequent class.
 */
#ifndef SLIDE_BASE_STATISTIC_H
#define SLIDE_BASE_STATISTIC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

enum statistic_kind {
    STATISTIC_NONE, /**< of a cell, the value itself */
    STATISTIC_MEAN,
    STATISTIC_SD,
    STATISTIC_MIN,
    STATISTIC_MAX,
    STATISTIC_RANGE,
    STATISTIC_MEDIAN,
    STATISTIC_CIRCULAR_MEAN,
    STATISTIC_MAJORITY,
    STATISTIC_SHARE,
};

struct statistic {
    enum statistic_kind kind;
    int category; /**< of STATISTIC_SHARE */
};

/** The statistics that a user may ask for, and a line on each; ends with a NULL name. */
struct statistic_method {
    const char *name;
    const char *description;
    enum statistic_kind kind;
    bool of_quantities; /**< makes sense of numbers */
    bool of_categories; /**< makes sense of categories */
};
extern const struct statistic_method statistic_methods[];

/** Long enough for the name of any statistic. */
#define STATISTIC_NAME_SIZE 24

/** "mean", "share_3": as users write it. @param[out] name  [STATISTIC_NAME_SIZE] */
void statistic_name(const struct statistic *statistic, char *name);

/** The statistic of that name, of which `length` characters count; SLIDE_BAD_INPUT, naming the choices. */
enum slide_status statistic_find(const char *name, size_t length, struct statistic *statistic,
                                 struct slide_error *error);

/** Whether it makes sense of categories, or else of quantities. */
bool statistic_suits(const struct statistic *statistic, bool categories);

#endif
