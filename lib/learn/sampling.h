/**
 * Drawing training cells in one pass over a region: all landslide cells, and a uniform sample of the others.
 *
 * Every cell has a priority that depends on the seed and its number alone; the negatives kept are those of the smallest
 * priorities. So the sample has an exact size, is uniform without replacement (Efraimidis and Spirakis 2006, equal
 * weights), and does not depend on the order of work.
 */
#ifndef SLIDE_LEARN_SAMPLING_H
#define SLIDE_LEARN_SAMPLING_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/table.h"

#define SAMPLING_ALL SIZE_MAX

/** What was seen and what was kept: goes into the model and the report. */
struct sampling {
    uint64_t cells;                /**< offered */
    uint64_t label_null;           /**< left out: no label */
    uint64_t predictor_null;       /**< left out: labelled, but null in some predictor */
    uint64_t positive;             /**< valid landslide cells, all kept */
    uint64_t negative_available;   /**< valid other cells */
    uint64_t negative;             /**< of these, kept */
    double negatives_per_positive; /**< asked for; 0 for all */
};

struct sampler {
    uint64_t seed;
    size_t limit; /**< most negatives to hold */
    struct sampling seen;
    uint64_t *null_cells; /**< [predictors] labelled cells that are null in it */
    struct sample_table positive;
    struct sample_table negative;
    struct held_negative *heap; /**< [negative.rows] the largest priority first */
    size_t heap_capacity;
};

/**
 * @param[in] limit  an upper bound of the negatives wanted, such as the ratio times the landslide cells of the label
 *                   map alone; SAMPLING_ALL for no bound. Memory is bounded by it.
 */
enum slide_status sampler_start(struct sampler *sampler, size_t predictors, uint64_t seed, size_t limit,
                                struct slide_error *error);

/**
 * Takes one cell, or leaves it out when anything is null.
 *
 * @param[in] cell   its number, unique
 * @param[in] label  0 none, any other value a landslide, NaN null
 * @param[in] value  [predictors], NaN null
 */
enum slide_status sampler_offer(struct sampler *sampler, uint64_t cell, double label, const float *value,
                                struct slide_error *error);

/**
 * Ends the pass: trims the negatives to exactly min(available, limit, negatives_per_positive * positives, rounded),
 * joins both classes and sorts them by cell. The sampler is empty afterwards, but for its counts of nulls.
 *
 * @param[in]  negatives_per_positive  > 0; 0 for all
 * @param[out] table     the caller frees it
 * @param[out] sampling  the counts
 */
enum slide_status sampler_finish(struct sampler *sampler, double negatives_per_positive, struct sample_table *table,
                                 struct sampling *sampling, struct slide_error *error);

void sampler_free(struct sampler *sampler);

/** The share of the valid negatives that was kept, 0 to 1; 1 where there were none. */
double sampling_negative_fraction(const struct sampling *sampling);

/**
 * The probability in the region, from that in a sample whose negatives were thinned:
 * p = b q / (b q + 1 - q), b the share of negatives kept (Elkan 2001, theorem 2; Dal Pozzolo et al. 2015, eq. 4).
 */
double prior_corrected(double q, double negative_fraction);

#endif
