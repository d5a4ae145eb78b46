/** Susceptibility classes of the map that was just written, and how much of the region each covers. */
#ifndef SLIDE_PREDICT_CLASSES_H
#define SLIDE_PREDICT_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

#include "score/breaks.h"

enum class_method { CLASSES_EQUAL, CLASSES_QUANTILE, CLASSES_JENKS, CLASSES_BREAKS, CLASSES_SUCCESS };

struct class_request {
    const char *name;   /**< of the map of classes */
    const char *scored; /**< the map to classify, in the current mapset */
    const char *truth;  /**< of CLASSES_SUCCESS: landslides where neither 0 nor null */
    enum class_method method;
    bool probability; /**< equal intervals are of 0 to 1, not of the map's range */
    int count;
    double limit[BREAKS_MOST_CLASSES]; /**< [count - 1] of CLASSES_BREAKS */
    double share[BREAKS_MOST_CLASSES]; /**< [count] landslides in each class, lowest first, sum 1: of CLASSES_SUCCESS */
};

struct class_area {
    size_t cells;
    double area; /**< m2 */
};

struct class_table {
    int count; /**< 0: none */
    const char *label[BREAKS_MOST_CLASSES];
    double limit[BREAKS_MOST_CLASSES]; /**< [count - 1] the greatest values that belong to the lower classes */
    struct class_area class[BREAKS_MOST_CLASSES];
    double area; /**< of all classes, m2 */
};

/** Finds the limits and writes the map; until maps_kept() a failure takes it away. Ends the module where it cannot. */
void classes_write(const struct class_request *request, const char *history, struct class_table *table);

#endif
