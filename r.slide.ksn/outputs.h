/** The maps that r.slide.ksn can make, one row of a table each: option, help and what the map says of itself. */
#ifndef SLIDE_KSN_OUTPUTS_H
#define SLIDE_KSN_OUTPUTS_H

#include "grass/output.h"

/* Sections of the form, in the order of work */
#define DRAINAGE "Drainage"
#define CHANNELS "Channels"
#define UNCERTAINTY "Uncertainty"
#define HILLSLOPES "Hillslopes"
#define UNITS "Basins and slope units"

enum output_map {
    MAP_KSN,
    MAP_KSN_ERROR,
    MAP_KSN_MEAN,
    MAP_KSN_SD,
    MAP_CHI,
    MAP_ORDER,
    MAP_STREAMS,
    MAP_SURFACE,
    MAP_SURFACE_SD,
    MAP_DENSITY,
    MAP_DENSITY_CLASS,
    MAP_DISTANCE,
    MAP_FLOW_DISTANCE,
    MAP_HAND,
    MAP_DRAINAGE_DENSITY,
    MAP_SPI,
    MAP_LOG_SPI,
    MAP_TWI,
    MAP_SLOPE,
    MAP_BASINS,
    MAP_HALF_BASINS,
    MAP_SLOPE_UNITS,
    MAP_ACCUMULATION,
    MAP_DIRECTION,
    MAP_CONDITIONED,
    MAPS
};

enum output_vector { VECTOR_CHANNELS, VECTOR_KNICKPOINTS, VECTOR_SLOPE_UNITS, VECTORS };

/** What a map's unit is made of. */
enum output_unit {
    UNIT_GIVEN,      /**< as the description says */
    UNIT_KSN,        /**< m^(2 theta) */
    UNIT_KSN_DENSITY /**< m^(2 theta) km/km2 */
};

struct output {
    const char *key, *section, *help;
    struct map_description description;
    enum output_unit unit;
    int bytes; /**< a cell, while the map is made, besides what every run has */
};

extern const struct output outputs[MAPS];

/** The vector maps' options; `description` holds the title only. */
extern const struct output vector_outputs[VECTORS];

#endif
