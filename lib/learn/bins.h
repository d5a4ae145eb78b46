/** Features as ranks: each value's bin among at most so many, by which trees sort samples. */
#ifndef SLIDE_LEARN_BINS_H
#define SLIDE_LEARN_BINS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define BINS_MOST 65535

/** Every distinct value has a bin of its own where there are few enough, else bins hold like many. Free: bins_free. */
struct bins {
    size_t rows, features;
    uint16_t *code; /**< [features * rows] feature by feature */
    size_t *first;  /**< [features + 1] where a feature's bins begin in low and high */
    float *low;     /**< smallest value in a bin */
    float *high;    /**< largest value in a bin */
};

/** @param[in] value [rows * features] row by row, no NaN */
enum slide_status bins_new(const float *value, size_t rows, size_t features, size_t most, struct bins *bins,
                           struct slide_error *error);

/** Half-way between two bins of a feature, left < right: values of the left one are below it, the right one's not. */
float bins_threshold(const struct bins *bins, size_t feature, size_t left, size_t right);

void bins_free(struct bins *bins);

#endif
