/** The options on labels and on how training cells are drawn, and the request that they make. */
#ifndef SLIDE_TRAIN_SAMPLING_OPTIONS_H
#define SLIDE_TRAIN_SAMPLING_OPTIONS_H

#include <stdbool.h>

#include <grass/gis.h>

#include "learn/sampling.h"

struct sampling_options {
    struct Option *label, *label_vector, *layer, *where, *radius;
    struct Option *negatives, *samples, *strata, *allocation, *buffer, *thinning, *repeats;
};

/** What is to be drawn from what, checked as far as it can be without maps. Texts are the options'. */
struct sampling_request {
    const char *label; /**< raster map; NULL where a vector map is given */
    bool density;      /**< its values are shares of landslides, which a learner of quantities takes as they are */
    const char *label_vector; /**< NULL where a raster map is given */
    const char *layer;
    const char *where;  /**< NULL: all features */
    double radius;      /**< m around points; 0: their cell alone */
    const char *strata; /**< raster map; NULL: none */
    struct sampling wanted;
    size_t repeats;
};

/** label=, before G_parser and define_labels. That one of the labels is there the caller sees to: published models need
 * none. */
void define_label(struct sampling_options *options);

/** Before G_parser. */
void define_labels(struct sampling_options *options);
void define_sampling(struct sampling_options *options);

/** After G_parser: ends the module where an answer is not right. */
void read_sampling(const struct sampling_options *options, struct sampling_request *request);

#endif
