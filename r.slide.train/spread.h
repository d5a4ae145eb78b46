/** How the scores of an ensemble's members spread. */
#ifndef SLIDE_TRAIN_SPREAD_H
#define SLIDE_TRAIN_SPREAD_H

#include <jansson.h>

#include "learn/model.h"

struct spread {
    double mean, sd, min, median, max; /**< sd with n - 1; 0 for one member */
};

/** The scores' names and what they are in a member; ends with a NULL name. */
struct spread_score {
    const char *name;
    size_t offset; /**< of a double in struct member_scores */
};
extern const struct spread_score spread_scores[];

/** Over the members, which all have scores. */
struct spread score_spread_of(const struct model *model, const struct spread_score *score);

/** As name=value lines; nothing for one member. */
void print_spread(const struct model *model);

/** Adds members, marked, member_seeds, scores_spread and strata; nothing for one member without strata. */
void spread_to_json(const struct model *model, json_t *json);

/** The spread of each score; the caller owns the reference. */
json_t *spread_scores_to_json(const struct model *model);

#endif
