/** How sure the areas under the curves are, and whether two maps differ by more than chance. */
#ifndef R_SLIDE_EVAL_INTERVALS_H
#define R_SLIDE_EVAL_INTERVALS_H

#include <stdint.h>

#include "cells.h"
#include "score/bootstrap.h"

struct interval_options {
    bool delong;
    bool by_cells;
    bool by_blocks;
    double block; /**< edge of a block, in map units */
    int replicates;
    uint64_t seed;
    double level; /**< 0 to 1 */
    int threads;
};

enum bootstrap_kind { BY_CELLS, BY_BLOCKS, BOOTSTRAP_KINDS };

struct delong_interval {
    double estimate; /**< an area or a difference of two */
    double deviation;
    double low, high;
    double z, p; /**< of a difference from zero */
};

struct area_intervals {
    struct bootstrap_interval auc_roc;
    struct bootstrap_interval average_precision;
};

/** What is known of one map, or of the difference of two. */
struct certainty {
    struct delong_interval delong;
    struct area_intervals bootstrap[BOOTSTRAP_KINDS];
};

struct comparison {
    int first, second; /**< the difference is first - second */
    struct certainty certainty;
};

struct intervals {
    const struct interval_options *options;
    size_t blocks; /**< that hold scored cells */
    struct certainty *maps;
    struct comparison *comparisons; /**< of each map with each later one */
    int comparison_count;
};

/** All that the options ask for. */
struct intervals intervals_of(const struct maps *maps, const struct cell_counts *counts,
                              const struct interval_options *options);

void intervals_free(struct intervals *intervals);

#endif
