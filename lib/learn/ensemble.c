#include "learn/ensemble.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *one, const void *other)
{
    const float a = *(const float *)one, b = *(const float *)other;

    return (a > b) - (a < b);
}

static float quantile_of(const float *sorted, size_t count, double share)
{
    const double place = share * (double)(count - 1);
    const size_t below = (size_t)place < count - 1 ? (size_t)place : count - 1;
    const size_t above = below + 1 < count ? below + 1 : below;

    return (float)(sorted[below] + (place - (double)below) * ((double)sorted[above] - sorted[below]));
}

static void combine_cell(float *value, size_t members, size_t cells, size_t cell, const struct ensemble_maps *maps)
{
    double mean = 0., squares = 0.;

    for (size_t i = 0; i < members; i++)
        mean += value[i];
    mean /= (double)members;
    for (size_t i = 0; i < members; i++)
        squares += (value[i] - mean) * (value[i] - mean);
    if (maps->mean)
        maps->mean[cell] = (float)mean;
    if (maps->deviation)
        maps->deviation[cell] = members > 1 ? (float)sqrt(squares / (double)(members - 1)) : NAN;
    if (!maps->median && maps->quantiles == 0)
        return;
    qsort(value, members, sizeof *value, ascending);
    if (maps->median)
        maps->median[cell] = quantile_of(value, members, 0.5);
    for (size_t i = 0; i < maps->quantiles; i++)
        maps->quantile[i * cells + cell] = quantile_of(value, members, maps->share[i]);
}

enum slide_status ensemble_combine(const float *estimate, size_t members, size_t cells,
                                   const struct ensemble_maps *maps, struct slide_error *error)
{
    int failed = 0;

#pragma omp parallel reduction(| : failed)
    {
        float *value = malloc(members * sizeof *value);

        failed |= !value;
#pragma omp for schedule(static)
        for (size_t cell = 0; cell < cells; cell++) {
            if (!value)
                continue;
            for (size_t i = 0; i < members; i++)
                value[i] = estimate[i * cells + cell];
            combine_cell(value, members, cells, cell, maps);
        }
        free(value);
    }
    return failed ? slide_out_of_memory(error, (double)members * sizeof(float), "the members' estimates") : SLIDE_OK;
}
