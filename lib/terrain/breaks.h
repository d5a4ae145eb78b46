/** Five classes, very low to very high, of a map such as a density. */
#ifndef SLIDE_TERRAIN_BREAKS_H
#define SLIDE_TERRAIN_BREAKS_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

#define BREAKS_CLASSES 5

enum breaks_method {
    BREAKS_NATURAL,  /**< least sum of squares within the classes: Jenks's natural breaks, exactly (Fisher 1958) */
    BREAKS_QUANTILE, /**< as many cells in each, as far as ties let them */
    BREAKS_EQUAL     /**< intervals of one length from the least to the greatest value */
};

/**
 * Finds the greatest values that belong to the four lower classes. Natural breaks are the optimum over all ways to cut
 * a histogram of 1024 bins of one width: exact where no class begins or ends inside a bin. With fewer distinct values
 * (bins) than classes the highest classes stay empty. Quantiles are exact. Needs under 1 MB, no memory by the cell.
 *
 * @param[in]  value  [cells] finite, NaN is null
 * @param[in]  cells
 * @param[in]  method
 * @param[out] breaks ascending, not always strictly
 * @param[out] error  may be NULL
 * @return SLIDE_NO_DATA when every cell is null, SLIDE_OUT_OF_MEMORY
 */
enum slide_status breaks_find(const float *value, size_t cells, enum breaks_method method,
                              double breaks[BREAKS_CLASSES - 1], struct slide_error *error);

/**
 * @param[in]  value  [cells]
 * @param[in]  cells
 * @param[in]  breaks from breaks_find
 * @param[out] number [cells] 1 (up to and with the first break) to 5 (above the last); 0 at null
 */
void breaks_classify(const float *value, size_t cells, const double breaks[BREAKS_CLASSES - 1], uint8_t *number);

#endif
