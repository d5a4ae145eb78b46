/** The kinds of files that tables of samples are written to, by the ending of their names. */
#ifndef SLIDE_GRASS_SAMPLE_FORMAT_H
#define SLIDE_GRASS_SAMPLE_FORMAT_H

#include <stdbool.h>

struct sample_format {
    const char *ending; /**< with its dot */
    const char *driver; /**< GDAL's name of it */
    const char *option; /**< for the layer; NULL: none */
    bool points;        /**< keeps each sample's place as a point with a coordinate system */
};

/** By the path's ending, whatever its case; NULL when there is none. */
const struct sample_format *sample_format_of(const char *path);

/** Ends the module, naming path and remedy, where the ending is none of these or GDAL lacks the driver. */
const struct sample_format *sample_format_check(const char *path);

#endif
