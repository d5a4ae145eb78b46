/**
 * Drawing training cells in one pass over a region: landslide cells, and a uniform sample of the others, once or for
 * many repeats at a time.
 *
 * Every cell has a priority that depends on a draw's seed and the cell's number alone; those of the smallest priorities
 * are kept. So a sample has an exact size, is uniform without replacement (Efraimidis and Spirakis 2006, equal
 * weights), and depends neither on the order of work nor on what other draws are made with it.
 *
 * Memory: the values of every landslide cell and of the union of the draws' others, each held once, and 16 bytes for
 * each of a draw's others; up to a half more while the pass goes on.
 */
#ifndef SLIDE_LEARN_SAMPLING_H
#define SLIDE_LEARN_SAMPLING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/allocation.h"
#include "learn/table.h"
#include "learn/thinning.h"

#define SAMPLING_MOST_STRATA 255

/** A stratum of the cells without a landslide. */
struct sampling_stratum {
    int category;
    uint64_t available; /**< valid cells without a landslide that may be drawn */
    uint64_t excluded;  /**< and those that may not */
    uint64_t kept;
};

/** What was asked for, what was seen and what was kept: goes into the model and the report. */
struct sampling {
    uint64_t cells;                /**< offered */
    uint64_t label_null;           /**< left out: no label */
    uint64_t stratum_null;         /**< left out: labelled, but in no stratum */
    uint64_t predictor_null;       /**< left out: labelled, but null in some predictor */
    uint64_t positive_available;   /**< valid landslide cells */
    uint64_t positive;             /**< of these, kept */
    uint64_t negative_available;   /**< valid other cells */
    uint64_t negative_excluded;    /**< of these, not to be drawn: outside the buffer */
    uint64_t negative;             /**< kept */
    double negatives_per_positive; /**< asked for; 0 for all, or for fixed numbers */
    uint64_t fixed_positive;       /**< asked for; 0 where the ratio was given */
    uint64_t fixed_negative;
    double thinning;                  /**< m between samples of one class; 0 none */
    double buffer_least, buffer_most; /**< m from the nearest landslide cell; 0 no bound */
    enum allocation_kind allocation;  /**< where there are strata */
    size_t strata;                    /**< 0 where none were asked for */
    size_t strata_predictor;          /**< 1 + the predictor whose map is that of the strata; 0 where none is */
    struct sampling_stratum stratum[SAMPLING_MOST_STRATA];
};

/** What a cell is to the sampler. */
enum sampling_role {
    SAMPLING_NO_LABEL,
    SAMPLING_NO_STRATUM,
    SAMPLING_NEGATIVE,
    SAMPLING_EXCLUDED, /**< a negative that must not be drawn */
    SAMPLING_POSITIVE,
};

/** What is to be drawn; its arrays are the caller's. */
struct sampling_plan {
    /** The wishes: ratio or fixed numbers, thinning, buffer, allocation, strata with their categories. */
    struct sampling wanted;
    struct sampling_ground ground; /**< cols always; the rest for thinning */
    uint64_t positives;            /**< landslide cells in the label: an upper bound of those that will be offered */
    const uint64_t *negatives;     /**< [strata, at least 1] likewise */
    size_t draws;                  /**< at least 1 */
    const uint64_t *seed;          /**< [draws] */
};

/** One row of cells. */
struct sampling_row {
    size_t row;
    const unsigned char *role;    /**< [cols] enum sampling_role */
    const unsigned char *stratum; /**< [cols] from 0, below strata; NULL where there are none */
    const float *const *value;    /**< [predictors][cols] NaN null; may be NULL where no role is of a labelled cell */
};

/** A pass under way. Free with sampler_free. */
struct sampler {
    struct sampling_plan plan;
    size_t strata; /**< at least 1 */
    struct thinning thinning;
    struct sampling seen;
    uint64_t *null_cells;     /**< [predictors] labelled cells that are null in it */
    struct sample_table pool; /**< by cell, as they come in row by row; some of no use any more */
    uint32_t *uses;           /**< [pool.capacity] draws that hold it */
    size_t uses_capacity;
    size_t unused;               /**< rows of no use */
    struct reservoir *reservoir; /**< [strata][draws] */
    uint64_t *eligible;          /**< [strata][draws] offered to it, where thinning differs by draw */
    uint64_t *key;               /**< [draws] */
    size_t *start;               /**< [draws] where thinning's grid begins in this row */
    unsigned char *valid;        /**< [cols] of this row */
    float *one;                  /**< [predictors] of this cell */
};

/** The seed of a repeat, 0 to 2^31 - 1: `seed` itself for the first, different for each. */
uint64_t sampling_repeat_seed(uint64_t seed, size_t repeat);

enum slide_status sampler_start(struct sampler *sampler, size_t predictors, const struct sampling_plan *plan,
                                struct slide_error *error);

/** Takes a row of cells; rows come from north to south, each once. */
enum slide_status sampler_offer(struct sampler *sampler, const struct sampling_row *row, struct slide_error *error);

/**
 * Ends the pass. Of landslide cells all are kept, or those that thinning leaves, or the fixed number of these; of the
 * others exactly min(available, fixed number or ratio * landslide cells kept, rounded), shared among strata. The
 * sampler keeps its counts of nulls only.
 *
 * @param[out] table     the union of the draws, by cell; the caller frees it
 * @param[out] subset    [draws] the caller frees each
 * @param[out] sampling  [draws] the counts
 *
 * Fails with SLIDE_NO_DATA where a fixed number is more than there is.
 */
enum slide_status sampler_finish(struct sampler *sampler, struct sample_table *table, struct subset *subset,
                                 struct sampling *sampling, struct slide_error *error);

void sampler_free(struct sampler *sampler);

/** The share of the valid negatives that was kept, 0 to 1; 1 where there were none. */
double sampling_negative_fraction(const struct sampling *sampling);

/** The share of the valid landslide cells that was kept, 0 to 1; 1 where there were none. */
double sampling_positive_fraction(const struct sampling *sampling);

/**
 * What the sampling did to the odds: the negatives' share over the positives'. With equal allocation among strata,
 * whose shares differ, it is that of all strata together: right for their mixture, not within each.
 */
double sampling_ratio(const struct sampling *sampling);

/** Whether the negatives' shares differ by stratum, and predictors tell the stratum. */
bool sampling_knows_strata(const struct sampling *sampling);

/** What it did to the odds in one stratum; NaN where that had no negatives, or none was kept. */
double sampling_stratum_ratio(const struct sampling *sampling, size_t stratum);

/**
 * What it did to the odds of a cell: that of its stratum where sampling_knows_strata() and the stratum has one, else
 * sampling_ratio(). @param[in] value  [predictors] of the cell as the maps hold them
 */
double sampling_ratio_at(const struct sampling *sampling, const float *value);

/**
 * The probability in the region, from that in a sample whose classes were thinned:
 * p = b q / (b q + 1 - q), b the ratio of the shares kept (Elkan 2001, theorem 2; Dal Pozzolo et al. 2015, eq. 4).
 *
 * @param[in] ratio  sampling_ratio()
 */
double prior_corrected(double q, double ratio);

#endif
