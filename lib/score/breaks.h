/** Class breaks of a map such as a density or a probability, found in passes over its values. */
#ifndef SLIDE_SCORE_BREAKS_H
#define SLIDE_SCORE_BREAKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define BREAKS_MOST_CLASSES 20

enum breaks_method {
    BREAKS_NATURAL,  /**< least sum of squares within the classes: Jenks's natural breaks, exactly (Fisher 1958) */
    BREAKS_QUANTILE, /**< given shares of the cells in each, as far as ties let them */
    BREAKS_EQUAL     /**< intervals of one length from the least to the greatest value */
};

/** A search under way. Its memory does not depend on the number of values; 12 MB at most. */
struct breaks_search {
    enum breaks_method method;
    int classes;
    int pass; /**< 0 at first */
    double share[BREAKS_MOST_CLASSES];
    size_t offered; /**< values in the first pass */
    size_t count;   /**< of these, not null */
    float least;
    float greatest;
    struct natural_histogram *histogram;
    struct rank_search *rank;
};

/**
 * Begins a search for the greatest values that belong to the lower classes. All values are offered in pieces of any
 * size, several times over:
 *
 *     breaks_begin(...);
 *     do {
 *         for each piece: breaks_offer(...);
 *         breaks_end_pass(...);
 *     } while (breaks_unfinished(...));
 *     breaks_finish(...);
 *
 * Natural breaks are the optimum over all ways to cut a histogram of 65,536 bins of one width between the least and the
 * greatest value: exact where no class begins or ends inside a bin, else within the bin. With fewer distinct values
 * (bins) than classes the highest classes stay empty. Quantiles are exact whatever the values: the least value that at
 * least the share of all values does not exceed.
 *
 * @param[in] classes  2 to BREAKS_MOST_CLASSES
 * @param[in] share    [classes - 1] of quantiles, ascending, 0 to 1; NULL for equal shares
 */
enum slide_status breaks_begin(enum breaks_method method, int classes, const double *share,
                               struct breaks_search *search, struct slide_error *error);

/** @param[in] value  [count] finite, NaN is null */
void breaks_offer(struct breaks_search *search, const float *value, size_t count);

/** Fails with SLIDE_NO_DATA when every value was null, and with SLIDE_OUT_OF_MEMORY; breaks_free then. */
enum slide_status breaks_end_pass(struct breaks_search *search, struct slide_error *error);

/** Whether all values must be offered once more. */
bool breaks_unfinished(const struct breaks_search *search);

/** @param[out] breaks  [classes - 1] ascending, not always strictly. Frees the search. */
enum slide_status breaks_finish(struct breaks_search *search, double *breaks, struct slide_error *error);

void breaks_free(struct breaks_search *search);

/** The whole search over values in memory, classes with equal shares. @param[out] breaks  [classes - 1] */
enum slide_status breaks_find(const float *value, size_t cells, enum breaks_method method, int classes, double *breaks,
                              struct slide_error *error);

/**
 * @param[in]  value   [cells]
 * @param[in]  breaks  [classes - 1]; compared in single precision, as the values are
 * @param[out] number  [cells] 1 (up to and with the first break) to `classes` (above the last); 0 at null
 */
void breaks_classify(const float *value, size_t cells, const double *breaks, int classes, uint8_t *number);

#endif
