/** Which samples are held out from training to score the model. */
#ifndef SLIDE_LEARN_SPLIT_H
#define SLIDE_LEARN_SPLIT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/group.h"
#include "learn/place.h"
#include "learn/table.h"

enum split_kind { SPLIT_RANDOM, SPLIT_ROWS, SPLIT_COLUMNS, SPLIT_BLOCKS, SPLIT_CLUSTERS, SPLIT_MAP, SPLIT_EVENT };

#define SPLIT_ZONE_NONE INT_MIN

/** What splits by place need to know. All zero for splits that go by chance or by the region's rows alone. */
struct split_place {
    double block; /**< m, side of a block */
    double gap;   /**< m: training samples this near to a held-out one are left out; 0 for none */
    struct ground ground;
    const int *zone; /**< [table->rows] the map's value at each sample, SPLIT_ZONE_NONE where it is null */
};

/** How the held-out part is to be chosen. */
struct split_plan {
    enum split_kind kind;
    double test_share; /**< 0 <= share < 1 */
    uint64_t seed;
    uint64_t region_rows, region_cols; /**< of the region that the cells' numbers refer to */
    struct split_place place;
};

/** How many samples of either class are where. */
struct split_counts {
    size_t train_positive, train_negative, test_positive, test_negative;
    size_t left_out; /**< in neither part: too near to a held-out sample, or null in the map of zones */
};

/** The rows of either part. Free with split_free. */
struct split {
    struct subset train, test;
    struct split_counts counts;
};

/** The kinds' names, as in the option and the model file, and a line on each; ends with a NULL name. */
struct split_method {
    const char *name;
    const char *description;
    const char *train, *test; /**< what the parts are called in messages */
    enum split_kind kind;
    bool drawn; /**< by the seed, so that repeats differ */
};
extern const struct split_method split_methods[];

/** NULL when there is none of that name. */
const struct split_method *split_method_find(const char *name);
/** The first method of that kind. */
const struct split_method *split_method_of(enum split_kind kind);
const char *split_name(enum split_kind kind);

/**
 * The first row of the southern part that is held out, so that round(test_share * rows) rows are; of columns, the first
 * of the eastern part.
 */
uint64_t split_cut_row(uint64_t region_rows, double test_share);

/**
 * Random: in each class exactly round(test_share * n) samples are held out, drawn by the seed and the cell's number.
 * Rows: the samples in the southern rows from split_cut_row on; no neighbours across but along one line.
 * Columns: the samples in the eastern columns, alike.
 * Blocks: whole blocks, drawn by the seed until about the share of the samples is in them.
 * Clusters: one of round(1 / test_share) clusters of k-means, that whose share is nearest.
 * Map: the samples of zone 1. Event: the samples of the last event. Both ignore the share, unless it is 0.
 * With a gap, training samples within it of a held-out one are left out.
 *
 * @param[in]  table  with coordinates for blocks, clusters and a gap
 * @param[in]  drawn  the samples to part
 * @param[out] split  the caller frees it
 *
 * Fails with SLIDE_NO_DATA where training is left without a class, or a held-out part is asked for and lacks one;
 * with SLIDE_BAD_INPUT where all samples are in one block or zone or of one event.
 */
enum slide_status split_samples(const struct sample_table *table, const struct subset *drawn,
                                const struct split_plan *plan, struct split *split, struct slide_error *error);

/** Where a sample goes. */
enum split_part { SPLIT_TRAIN, SPLIT_TEST, SPLIT_NEITHER };

/**
 * Takes the parts that `part` tells, leaves out what the gap forbids, and counts.
 *
 * @param[in,out] part   [drawn->rows] of enum split_part; SPLIT_NEITHER on return where the gap left samples out
 * @param[out]    split  the caller frees it, also after a failure
 */
enum slide_status split_take(const struct sample_table *table, const struct subset *drawn,
                             const struct split_place *place, unsigned char *part, struct split *split,
                             struct slide_error *error);

/**
 * The groups of a kind that has them: blocks, map, event.
 *
 * Fails with SLIDE_BAD_INPUT, saying of what, when there is only one.
 */
enum slide_status split_groups(const struct sample_table *table, const struct subset *drawn,
                               const struct split_plan *plan, struct groups *groups, struct slide_error *error);

/** Clusters of the samples' places by k-means. @param[out] cluster  [drawn->rows] */
enum slide_status split_clusters(const struct sample_table *table, const struct subset *drawn,
                                 const struct split_plan *plan, size_t clusters, int *cluster,
                                 struct slide_error *error);

void split_free(struct split *split);

#endif
