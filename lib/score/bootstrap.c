#include "score/bootstrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/sort.h"

struct bootstrap_areas bootstrap_weighted(const struct bootstrap_cells *cells, const unsigned char *weight,
                                          uint32_t *counts)
{
    const size_t slots = 2 * cells->positives + 1;
    uint32_t *negatives = counts, *positives = counts + slots;
    uint64_t hits = 0, alarms = 0, doubled_pairs = 0;
    double precision_area = 0.;

    memset(counts, 0, 2 * slots * sizeof *counts);
    for (size_t i = 0; i < cells->count; i++) {
        const uint32_t place = cells->place[i];
        uint32_t *group = place & bootstrap_positive ? positives : negatives;

        group[place & ~bootstrap_positive] += weight[cells->unit ? cells->unit[i] : i];
    }
    for (size_t slot = slots; slot-- > 0;) {
        doubled_pairs += negatives[slot] * (2 * hits + positives[slot]);
        hits += positives[slot];
        alarms += negatives[slot];
        if (positives[slot])
            precision_area += positives[slot] * ((double)hits / (double)(hits + alarms));
    }
    if (hits == 0 || alarms == 0)
        return (struct bootstrap_areas){NAN, NAN};
    return (struct bootstrap_areas){(double)doubled_pairs / (2. * (double)hits * (double)alarms),
                                    precision_area / (double)hits};
}

static void draw_units(unsigned char *weight, size_t units, uint64_t seed, int replicate)
{
    struct random_stream stream = random_stream_at(seed, (uint64_t)replicate);

    memset(weight, 0, units);
    for (size_t drawn = 0; drawn < units; drawn++) {
        unsigned char *own = &weight[random_below(&stream, units)];

        *own = (unsigned char)(*own + (*own < 255)); /* 256 draws of one unit: not within the age of the universe */
    }
}

enum slide_status bootstrap_replicates(const struct bootstrap_cells *cells, uint64_t seed, int replicates, int threads,
                                       struct bootstrap_areas *areas, struct slide_error *error)
{
    const size_t slots = 2 * cells->positives + 1;
    unsigned char *weights = malloc(cells->units * threads + 1);
    uint32_t *counts = malloc(2 * slots * threads * sizeof *counts);

    if (!weights || !counts) {
        free(weights);
        free(counts);
        return slide_out_of_memory(error, ((double)cells->units + 8. * (double)slots) * threads, "the bootstrap");
    }
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int thread = 0; thread < threads; thread++) {
        unsigned char *weight = weights + thread * cells->units;

        for (int replicate = thread; replicate < replicates; replicate += threads) {
            draw_units(weight, cells->units, seed, replicate);
            areas[replicate] = bootstrap_weighted(cells, weight, counts + 2 * slots * thread);
        }
    }
    free(weights);
    free(counts);
    return SLIDE_OK;
}

static double quantile(const double *sorted, int count, double share)
{
    const double at = share * (count - 1);
    const int below = (int)fmin(floor(at), count - 2.);

    return sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
}

struct bootstrap_interval bootstrap_percentiles(double *value, int count, double level)
{
    struct bootstrap_interval interval = {NAN, NAN, NAN, 0};
    double sum = 0., squares = 0.;

    for (int i = 0; i < count; i++)
        if (!isnan(value[i])) {
            value[interval.used++] = value[i];
            sum += value[i];
        }
    if (interval.used < 2)
        return interval;
    for (int i = 0; i < interval.used; i++)
        squares += (value[i] - sum / interval.used) * (value[i] - sum / interval.used);
    sort_doubles(value, interval.used);
    interval.low = quantile(value, interval.used, (1. - level) / 2.);
    interval.high = quantile(value, interval.used, (1. + level) / 2.);
    interval.deviation = sqrt(squares / (interval.used - 1));
    return interval;
}
