/** The module's options, and the settings that come out of them. */
#ifndef SLIDE_KSN_OPTIONS_H
#define SLIDE_KSN_OPTIONS_H

#include <grass/gis.h>

#include "settings.h"

struct options {
    struct Option *elevation, *depression, *sinks, *input_direction, *weight;
    struct Option *threshold, *theta, *gradient, *window, *segment_length, *tolerance;
    struct Flag *radians, *cut, *search;
    struct Option *dem_error, *members, *seed;
    struct Option *surface, *radius;
    struct Option *unit_threshold, *area_min, *area_max, *variance_min, *reduction, *clean_size;
    struct Option *map[MAPS], *vector[VECTORS];
    struct Option *memory, *nprocs, *format;
};

void options_define(struct options *options);

/** Reads and checks what the parser let through; errors end the module. */
struct settings settings_read(const struct options *options);

#endif
