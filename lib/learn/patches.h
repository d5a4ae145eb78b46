/**
 * Square windows of a region that a net learns from: where they lie, which of them count as landslides, which train and
 * which are held out. No patch holds cells of both parts.
 */
#ifndef SLIDE_LEARN_PATCHES_H
#define SLIDE_LEARN_PATCHES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/split.h"

/** What a cell is to a patch. */
enum patch_role {
    PATCH_NULL, /**< no label, or null in some predictor */
    PATCH_NEGATIVE,
    PATCH_POSITIVE
};

/** The caller's arrays. */
struct patch_ground {
    int rows, cols;
    const unsigned char *role; /**< [rows * cols] enum patch_role */
    const unsigned char *part; /**< [rows * cols] enum split_part; NULL: patches are parted by chance */
};

struct patch_rule {
    int size;         /**< cells along a side */
    int stride;       /**< cells from one window to the next */
    double share;     /**< positive: more than this share of its cells are landslide; those with fewer, but some, are
                           left out */
    double most_null; /**< more null cells than this: left out; so is any patch without a valid cell */
};

struct patch_split {
    double share; /**< held out, where the parts are drawn; 0 holds none out */
    uint64_t seed;
    size_t least; /**< with fewer held-out patches by place, or with none that is a landslide, chance parts them */
};

struct patch {
    int row, col; /**< of its north-western cell */
    bool positive;
    bool held_out;
};

struct patch_counts {
    size_t windows, null, few, straddling; /**< all, and why some were left out; few: too few landslide cells */
    size_t capped;                         /**< negatives left out by patches_cap */
    size_t train_positive, train_negative, held_positive, held_negative;
};

/** Free with patches_free. */
struct patches {
    size_t count;
    struct patch *patch; /**< [count] row by row */
    struct patch_counts counts;
    bool by_chance;       /**< the parts are drawn, so that patches of both may share cells */
    size_t held_by_place; /**< that there would have been by place, where that was tried */
};

/**
 * All windows at multiples of the stride that lie in the region whole and that the rule keeps. Where chance parts them,
 * round(share n) patches of each class are held out, drawn by the seed and the patch's place.
 *
 * @param[out] patches  the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT where the region is smaller than a patch, with SLIDE_NO_DATA where no patch is positive,
 * or none of those for training.
 */
enum slide_status patches_make(const struct patch_ground *ground, const struct patch_rule *rule,
                               const struct patch_split *split, struct patches *patches, struct slide_error *error);

/**
 * Leaves out negatives of one part, drawn by the seed, until there are at most `ratio` for each positive.
 *
 * @param[in] ratio  0: no limit
 */
enum slide_status patches_cap(struct patches *patches, bool held_out, double ratio, uint64_t seed,
                              struct slide_error *error);

/**
 * The patches of one part in their order, positives as often as `times` says.
 *
 * @param[out] item   free() it; places in patches->patch
 * @param[out] items  how many
 */
enum slide_status patches_list(const struct patches *patches, bool held_out, size_t times, size_t **item, size_t *items,
                               struct slide_error *error);

/**
 * The middle of a patch, stride cells wide (the whole patch where they do not overlap): the middles of neighbours
 * neither overlap nor leave gaps.
 *
 * @param[out] first, past  along either side, from 0
 */
void patch_middle(const struct patch_rule *rule, int *first, int *past);

void patches_free(struct patches *patches);

#endif
