/** Where a table's samples of one event come from: what a model must know of it besides the samples themselves. */
#ifndef SLIDE_LEARN_SAMPLE_SOURCE_H
#define SLIDE_LEARN_SAMPLE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "learn/model.h"

/** How one draw came about. */
struct sample_draw {
    uint64_t seed;
    struct sampling sampling;
};

/** Free with sample_source_free what sample_source_from_json made. */
struct sample_source {
    char *event;
    char *label_map;
    size_t predictors;
    struct predictor *predictor; /**< [predictors] */
    struct model_region region;
    char *system; /**< coordinate system as WKT; empty where there is none */
    struct mapping mapping;
    size_t draws;
    struct sample_draw *draw; /**< [draws] */
};

/** JSON text on one line, which the caller frees; NULL when memory is short. */
char *sample_source_to_json(const struct sample_source *source);

/**
 * @param[out] source  the caller frees it, also after a failure
 *
 * Fails with SLIDE_BAD_INPUT: not JSON, not of a table of samples, or something is missing. The sentence begins in
 * lower case, for a caller to put the file's name before it.
 */
enum slide_status sample_source_from_json(const char *text, struct sample_source *source, struct slide_error *error);

void sample_source_free(struct sample_source *source);

#endif
