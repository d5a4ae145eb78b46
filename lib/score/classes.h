/** How landslides spread over the classes of a map: shares, density ratio, R-index, and whether density rises. */
#ifndef SLIDE_SCORE_CLASSES_H
#define SLIDE_SCORE_CLASSES_H

#include <stdbool.h>
#include <stddef.h>

struct class_count {
    size_t cells;
    size_t landslides;     /**< cells of them */
    double area;           /**< in any unit */
    double landslide_area; /**< in the same unit */
};

/** NaN where a whole is empty. */
struct class_share {
    double area;          /**< of all classes' area, 0 to 1 */
    double landslides;    /**< of all landslide area, 0 to 1 */
    double density;       /**< landslide area / area, 0 to 1 */
    double density_ratio; /**< landslides / area: the frequency ratio (Lee and Pradhan 2007); 1 is no relation */
    double r_index;       /**< 100 density / sum of the classes' densities (Baeza and Corominas 2001), percent */
};

/** @param[out] share  [count] */
void class_shares(const struct class_count *classes, size_t count, struct class_share *share);

/** Two criteria for susceptibility classes in ascending order; empty classes are passed over. */
struct class_verdict {
    bool density_rises;    /**< from each class to the next */
    bool most_in_highest;  /**< more than half of the landslide area lies in the highest class */
    bool highest_is_small; /**< the highest class has less than an equal share of the area */
};

struct class_verdict class_verdict(const struct class_share *share, size_t count);

#endif
