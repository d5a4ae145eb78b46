/** Drawing again from samples of one event, as if from its cells: a fixed number or a ratio, for many repeats. */
#ifndef SLIDE_LEARN_REDRAW_H
#define SLIDE_LEARN_REDRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/sampling.h"
#include "learn/table.h"

/** Whether a sample is a landslide: a label above 0 and at least `share`, the share of a unit that makes it one. */
bool label_is_positive(float label, double share);

/** The samples of one event, side by side in a table, and what is to be drawn of them. */
struct redraw {
    const struct sample_table *table;
    size_t first, rows;     /**< the event's rows, ascending by cell */
    uint64_t offset;        /**< to be taken off the cells' numbers, so that they are those of the event's region */
    double share;           /**< of label_is_positive */
    struct sampling wanted; /**< ratio or fixed numbers; thinning, buffer and strata must be 0 */
    size_t draws;
    const uint64_t *seed; /**< [draws] */
};

/**
 * The same draws as those of the sampler from a region whose valid cells these are.
 *
 * @param[out] subset    [draws] rows of the table; the caller frees each
 * @param[out] sampling  [draws] the counts, of what is in the table
 *
 * Fails with SLIDE_NO_DATA where a class is absent or a fixed number is more than there is.
 */
enum slide_status redraw_samples(const struct redraw *redraw, struct subset *subset, struct sampling *sampling,
                                 struct slide_error *error);

#endif
