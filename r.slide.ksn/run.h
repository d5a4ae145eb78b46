/** The chain from elevation to Ksn: depressions, directions, areas, channels, steepness, surfaces. */
#ifndef SLIDE_KSN_RUN_H
#define SLIDE_KSN_RUN_H

#include "terrain/channel.h"
#include "terrain/routing.h"
#include "terrain/steepness.h"

enum output_map {
    MAP_KSN,
    MAP_CHANNELS,
    MAP_CHI,
    MAP_SURFACE,
    MAP_DISTANCE,
    MAP_LOG_SPI,
    MAP_ACCUMULATION,
    MAP_DIRECTION,
    MAPS
};

struct settings {
    const char *elevation;
    const char *sinks; /**< NULL: none are kept */
    enum depression_treatment treatment;
    double threshold; /**< m2 */
    double theta;
    const char *map[MAPS]; /**< names of the outputs, NULL where not wanted */
};

/** What the summary tells. */
struct summary {
    size_t valid_cells;
    double valid_area; /**< m2 */
    struct routing_summary routing;
    size_t outlets;
    double largest_area; /**< m2, of any cell */
    size_t channel_cells;
    size_t channel_segments;
    double channel_length; /**< m */
    int highest_order;
    struct steepness_summary ksn;
    size_t surface_filled; /**< cells whose water meets no channel on the map, filled from neighbours */
};

/** Maps of the current region; NULL where not wanted. */
struct result {
    float *value[MAPS];  /**< NaN is null */
    int *category[MAPS]; /**< CELL null is null; of MAP_CHANNELS and MAP_DIRECTION */
    struct summary summary;
};

/** Does all the work and writes nothing. Errors end the module. */
void run(const struct settings *settings, struct result *result);

void result_free(struct result *result);

#endif
