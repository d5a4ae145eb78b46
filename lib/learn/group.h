/** Groups of samples that are held out together: blocks of ground, values of a map, events. */
#ifndef SLIDE_LEARN_GROUP_H
#define SLIDE_LEARN_GROUP_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/place.h"
#include "learn/table.h"

#define GROUP_NONE SIZE_MAX /* of a sample that belongs nowhere */

/** Free with groups_free. */
struct groups {
    size_t samples;
    size_t groups;
    size_t *of;       /**< [samples] 0 to groups - 1, or GROUP_NONE */
    size_t *size;     /**< [groups] samples */
    size_t *positive; /**< [groups] landslides among them */
};

/** Groups by block of the ground, from north-west to south-east. @param[in] block  m, > 0 */
enum slide_status groups_of_blocks(const struct sample_table *table, const struct subset *subset,
                                   const struct ground *ground, double block, struct groups *groups,
                                   struct slide_error *error);

/**
 * Groups by a whole number that each sample of the table has, in ascending order.
 *
 * @param[in] number  [table->rows] the number `none` belongs nowhere
 */
enum slide_status groups_of_numbers(const struct sample_table *table, const struct subset *subset, const int *number,
                                    int none, struct groups *groups, struct slide_error *error);

/**
 * Deals groups out to parts in an order drawn by the seed, each to the part with the fewest landslides so far, then
 * the fewest samples. As many parts as groups: each is one, in order.
 *
 * @param[in]  parts  at most groups->groups
 * @param[out] part   [samples] 0 to parts - 1; -1 for samples of no group
 */
enum slide_status groups_deal(const struct groups *groups, size_t parts, uint64_t seed, int *part,
                              struct slide_error *error);

/**
 * Draws groups, in an order given by the seed, until about `share` of the samples are in them: each that brings the
 * share nearer, at least one, never all.
 *
 * @param[out] drawn  [samples] 1 or 0
 */
enum slide_status groups_draw(const struct groups *groups, double share, uint64_t seed, unsigned char *drawn,
                              struct slide_error *error);

void groups_free(struct groups *groups);

#endif
