#include "sources.h"

#include <math.h>

#include <grass/gis.h>

#include "learn/unit_columns.h"
#include "match.h"

/* a statistic's map as it was before: its values may be anywhere, the unit's number is judged later */
static struct predictor source_predictor(const struct predictor *predictor)
{
    struct predictor source = *predictor;

    source.label = predictor->source;
    source.categorical = statistic_suits(&predictor->statistic, true);
    source.min = -INFINITY;
    source.max = INFINITY;
    return source;
}

struct stack sources_match(const struct model *model, const struct stack *offered, char **pairs, bool trusted)
{
    struct model bare = *model;
    struct stack maps;

    if (model->mapping.kind == MAPPING_CELLS)
        return match_predictors(model, offered, pairs, trusted);
    bare.recipe.predictor = G_calloc(model->recipe.predictors, sizeof *bare.recipe.predictor);
    bare.recipe.predictors = 0;
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const size_t map = unit_columns_map(&model->recipe, i);

        if (map < bare.recipe.predictors)
            continue;
        bare.recipe.predictor[map] = source_predictor(&model->recipe.predictor[i]);
        bare.recipe.predictors = map + 1;
    }
    maps = match_predictors(&bare, offered, pairs, trusted);
    G_free(bare.recipe.predictor);
    return maps;
}

const struct stack_map *source_of(const struct model *model, const struct stack *maps, size_t predictor)
{
    return &maps->map[unit_columns_map(&model->recipe, predictor)];
}
