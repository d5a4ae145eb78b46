/** Intervals of areas under curves by drawing cells, or blocks of neighbouring cells, again with replacement. */
#ifndef SLIDE_SCORE_BOOTSTRAP_H
#define SLIDE_SCORE_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** A cell's place: its placement_doubled among the positives, and this bit when it is a positive itself. */
static const uint32_t bootstrap_positive = 1U << 31;

struct bootstrap_cells {
    size_t count;
    const uint32_t *place; /**< [count] */
    const uint32_t *unit;  /**< [count] what is drawn together, 0 to units - 1; NULL: each cell is its own */
    size_t units;
    size_t positives; /**< placements are at most twice as many */
};

struct bootstrap_areas {
    double auc_roc; /**< NaN when one class was not drawn */
    double average_precision;
};

/**
 * Both areas with every cell counted as often as its unit's weight says.
 *
 * @param[in]  weight  [units]
 * @param      counts  [2][2 positives + 1] scratch
 */
struct bootstrap_areas bootstrap_weighted(const struct bootstrap_cells *cells, const unsigned char *weight,
                                          uint32_t *counts);

/**
 * Areas of replicates, each of as many units as there are, drawn with replacement (Efron 1979; blocks: Hall 1985).
 * Replicate r draws from random_stream_at(seed, r), whatever the scores: replicates of two maps are pairs, and the
 * result does not depend on the number of threads. One byte a unit and 16 bytes a positive for each thread.
 *
 * @param[out] areas  [replicates]
 */
enum slide_status bootstrap_replicates(const struct bootstrap_cells *cells, uint64_t seed, int replicates, int threads,
                                       struct bootstrap_areas *areas, struct slide_error *error);

struct bootstrap_interval {
    double low, high;
    double deviation; /**< standard deviation of the replicates */
    int used;         /**< replicates that are not NaN */
};

/** Percentile interval, order statistics interpolated linearly; sorts `value`. NaN with fewer than two replicates. */
struct bootstrap_interval bootstrap_percentiles(double *value, int count, double level);

#endif
