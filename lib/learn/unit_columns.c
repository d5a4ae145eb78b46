#include "learn/unit_columns.h"

#include <stdlib.h>
#include <string.h>

#include "learn/transform.h"

static bool is_same_map(const struct predictor *one, const struct predictor *other)
{
    return strcmp(one->source ? one->source : one->label, other->source ? other->source : other->label) == 0;
}

size_t unit_columns_map(const struct recipe *recipe, size_t predictor)
{
    size_t map = 0;

    for (size_t i = 0; !is_same_map(&recipe->predictor[i], &recipe->predictor[predictor]); i++) {
        size_t first = 0;

        while (!is_same_map(&recipe->predictor[first], &recipe->predictor[i]))
            first++;
        map += first == i;
    }
    return map;
}

struct zonal_column *unit_columns_of(const struct recipe *recipe)
{
    struct zonal_column *column = calloc(recipe->predictors, sizeof *column);

    for (size_t i = 0; column && i < recipe->predictors; i++)
        column[i] = (struct zonal_column){.source = unit_columns_map(recipe, i),
                                          .statistic = recipe->predictor[i].statistic,
                                          .turn = predictor_turn(&recipe->predictor[i]),
                                          .flat = recipe->predictor[i].zero_is_flat ? 0.f : TRANSFORM_FLAT};
    return column;
}
