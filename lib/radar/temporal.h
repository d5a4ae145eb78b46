/** Statistics of many maps of one place, cell by cell: median, mean, standard deviation and number of valid values. */
#ifndef SLIDE_RADAR_TEMPORAL_H
#define SLIDE_RADAR_TEMPORAL_H

#include "base/status.h"

#include <stddef.h>

/** Where the statistics go: each [n], NULL where not wanted, NaN where no value is valid. */
struct temporal_result {
    float *median; /**< the mean of the two middle values when their number is even */
    float *mean;
    float *sd; /**< divided by the number of valid values, not by one less: of these maps, not of a population */
    float *count;
};

/**
 * @param[in]  value   [maps][n] NaN is null and left out
 * @param[out] result  filled when SLIDE_OK; sums are made in double, deviations from the mean in a second pass
 * @return SLIDE_OUT_OF_MEMORY when 16 cells of all maps do not fit
 */
enum slide_status temporal_statistics(const float *value, size_t maps, size_t n, const struct temporal_result *result,
                                      struct slide_error *error);

/** Median of [count] values without NaN, which change their order; NaN for none (Hoare 1961, "Find"). */
float temporal_median(float *value, size_t count);

#endif
