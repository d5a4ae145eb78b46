/** What many members say of one cell together: median, mean, standard deviation and quantiles. */
#ifndef SLIDE_LEARN_ENSEMBLE_H
#define SLIDE_LEARN_ENSEMBLE_H

#include <stddef.h>

#include "base/status.h"

/** What is wanted: arrays of [cells], NULL for none. */
struct ensemble_maps {
    float *median; /**< of an even number the mean of the two in the middle */
    float *mean;
    float *deviation; /**< standard deviation of the sample (n - 1); NaN of one member */
    size_t quantiles;
    const double *share; /**< [quantiles] 0 to 1 */
    float *quantile;     /**< [quantiles * cells]; between two ranks by linear interpolation */
};

/**
 * The same bits with any number of threads.
 *
 * @param[in] estimate  [members * cells], member by member, no NaN
 */
enum slide_status ensemble_combine(const float *estimate, size_t members, size_t cells,
                                   const struct ensemble_maps *maps, struct slide_error *error);

#endif
