/** What the user asked for, read and checked. */
#ifndef SLIDE_KSN_SETTINGS_H
#define SLIDE_KSN_SETTINGS_H

#include "outputs.h"
#include "terrain/depression.h"
#include "terrain/gradient.h"
#include "terrain/slope_unit.h"

/** How hillslopes take Ksn from channels. */
enum surface_method {
    SURFACE_BASIN,   /**< mean of the channel of the sub-basin */
    SURFACE_NEAREST, /**< of the first channel cell down the flow */
    SURFACE_KERNEL   /**< mean of the channel cells within the radius */
};

struct settings {
    const char *elevation;
    const char *sinks;           /**< these may be NULL: */
    const char *input_direction; /**< directions of another program or run */
    const char *weight;          /**< of a cell's area in the accumulation */
    enum depression_treatment treatment;

    double threshold; /**< m2 */
    double theta;     /**< NaN: to be estimated */
    const struct gradient_method *gradient;
    double window;    /**< m; 0: counted in nodes */
    int window_nodes; /**< odd */
    int as_angle;
    struct elevation_error dem_error; /**< sd 0: not known */
    int members;                      /**< of the ensemble */
    uint64_t seed;

    double segment_length; /**< m; 0: from confluence to confluence */
    int cut_at_knickpoints;
    double tolerance; /**< m, of knickpoints */

    enum surface_method surface;
    double radius; /**< m */

    struct slope_unit_rule unit_rule;
    int search_units; /**< for the best area_min and variance_min of the lists: */
    double *area_min; /**< [areas] m2 */
    size_t areas;
    double *variance_min; /**< [variances] */
    size_t variances;

    const char *map[MAPS];       /**< names of the outputs, NULL where not wanted */
    const char *vector[VECTORS]; /**< likewise */
    double memory;               /**< bytes that may be used */
    int threads;
    int as_json;
};

#endif
