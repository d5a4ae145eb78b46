/** Curves of all maps as tables of comma-separated values. */
#ifndef R_SLIDE_EVAL_CURVES_H
#define R_SLIDE_EVAL_CURVES_H

#include "score/curve.h"
#include "scores.h"

/** Of each map on the scored cells, and with a test map also on the cells outside it. */
struct curves {
    size_t resolution;
    struct curve *scored;
    struct curve *beyond;     /**< NULL without a test map, or when the cells outside it are of one class */
    double *beyond_rate_area; /**< under their rate curves */
};

/** Curves of `maps->count` maps, empty yet. */
struct curves curves_new(const struct maps *maps, size_t resolution);

/** Fills one map's curve from its sorted groups. */
void curves_add(struct curves *curves, int map, const struct sorted_groups *groups);

/** Reads the cells outside the test map and fills their curves: how well the maps fit where they were trained. */
void curves_add_beyond_test(struct curves *curves, const struct maps *maps, const struct cell_counts *counts,
                            int threads);

/** One line for each point; ends the module when the file cannot be written. */
void curves_write(const struct curves *curves, const struct maps *maps, const char *path);

/** One line for each map and interval of probability. */
void reliability_write(const struct maps *maps, const struct map_scores *scores, int bins, const char *path);

void curves_free(struct curves *curves, const struct maps *maps);

#endif
