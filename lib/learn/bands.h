/** From predictors' values, as maps hold them, to the image that a net sees: features in bands, null as 0. */
#ifndef SLIDE_LEARN_BANDS_H
#define SLIDE_LEARN_BANDS_H

#include <stddef.h>

#include "learn/transform.h"

/**
 * One row of cells.
 *
 * @param[in]     value    [cols * predictors] the predictors of one cell side by side; NaN is null
 * @param[out]    feature  [cols * features] scratch
 * @param[out]    image    the row's cells in the first band; band i is i * plane further; null gives 0
 * @param[in]     plane    cells of a whole band
 * @param[out]    valid    [cols] 1 where no predictor is null, else 0; may be NULL
 * @param[in,out] unseen   [predictors] valid categories unseen in training are counted; may be NULL
 */
void bands_of_row(const struct transform *transform, const float *value, size_t cols, float *feature, float *image,
                  size_t plane, float *valid, size_t *unseen);

#endif
