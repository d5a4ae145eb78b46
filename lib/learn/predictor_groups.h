/** Predictors under a common name, such as those of one sensor: "insar=los,dpm;hydro=twi,spi". */
#ifndef SLIDE_LEARN_PREDICTOR_GROUPS_H
#define SLIDE_LEARN_PREDICTOR_GROUPS_H

#include <stddef.h>

#include "base/status.h"
#include "learn/predictor.h"

struct predictor_group {
    char *name;
    size_t count;
    size_t *member; /**< [count] numbers of predictors */
};

/** No predictor is in two of them. Free with predictor_groups_free. */
struct predictor_groups {
    size_t count;
    struct predictor_group *group; /**< [count] in the order of the text */
};

/**
 * Reads groups; a predictor goes by its label, by its map's name, or by that with the mapset.
 *
 * @param[in]  text       name=predictor,predictor;name=predictor
 * @param[in]  predictor  [predictors]
 * @param[out] groups     the caller frees it
 *
 * Fails with SLIDE_BAD_INPUT, naming it, for a group without name or predictors, a name given twice, an unknown
 * predictor and one that is named twice.
 */
enum slide_status predictor_groups_read(const char *text, const struct predictor *predictor, size_t predictors,
                                        struct predictor_groups *groups, struct slide_error *error);

/** Every predictor that is in no group gets one of its own, after the others, under its label. */
enum slide_status predictor_groups_complete(const struct predictor *predictor, size_t predictors,
                                            struct predictor_groups *groups, struct slide_error *error);

void predictor_groups_free(struct predictor_groups *groups);

#endif
