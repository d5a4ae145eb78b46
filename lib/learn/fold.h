/** Folds of equal shares of either class, drawn by a seed: for calibration inside training. */
#ifndef SLIDE_LEARN_FOLD_H
#define SLIDE_LEARN_FOLD_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

/** Most folds that calibration may have. */
#define FOLD_MOST 100

/**
 * Deals the samples of either class to the folds in turn, in the order of random numbers that hang on seed and key
 * alone.
 *
 * @param[in]  label  [rows] above 0 is a landslide
 * @param[in]  key    [rows] unique, such as the cell's number; NULL for the row's own
 * @param[in]  folds  2 to FOLD_MOST
 * @param[out] fold   [rows] 0 to folds - 1
 *
 * Fails with SLIDE_NO_DATA where a class has fewer samples than there are folds.
 */
enum slide_status fold_samples(const float *label, const uint64_t *key, size_t rows, size_t folds, uint64_t seed,
                               unsigned char *fold, struct slide_error *error);

#endif
