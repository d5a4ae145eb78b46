#include "score/delong.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "base/sort.h"
#include "score/placement.h"

static size_t slots_of(const struct delong *delong)
{
    return 2 * delong->positives + 1;
}

enum slide_status delong_begin(struct delong *delong, int maps, size_t positives, struct slide_error *error)
{
    *delong = (struct delong){.maps = maps, .positives = positives};
    delong->positive = malloc((positives * maps + 1) * sizeof *delong->positive);
    delong->sorted = malloc((positives * maps + 1) * sizeof *delong->sorted);
    delong->placed = calloc(slots_of(delong) * maps, sizeof *delong->placed);
    delong->sum = calloc(maps, sizeof *delong->sum);
    delong->product = calloc((size_t)maps * maps, sizeof *delong->product);
    if (delong->positive && delong->sorted && delong->placed && delong->sum && delong->product)
        return SLIDE_OK;
    delong_free(delong);
    return slide_out_of_memory(error, 32. * (double)positives * maps, "the variance of areas under curves");
}

void delong_sort(struct delong *delong)
{
    memcpy(delong->sorted, delong->positive, delong->positives * delong->maps * sizeof *delong->sorted);
    for (int map = 0; map < delong->maps; map++)
        sort_doubles(delong->sorted + map * delong->positives, delong->positives);
}

static enum slide_status make_room(struct delong *delong, size_t count, struct slide_error *error)
{
    uint32_t *row;

    if (count <= delong->row_capacity)
        return SLIDE_OK;
    row = realloc(delong->row, count * delong->maps * sizeof *row);
    if (!row)
        return slide_out_of_memory(error, (double)(count * delong->maps * sizeof *row), "placements");
    delong->row = row;
    delong->row_capacity = count;
    return SLIDE_OK;
}

static void place_negatives(struct delong *delong, int map, const double *score, size_t count, int threads)
{
    const double *sorted = delong->sorted + map * delong->positives;
    size_t *placed = delong->placed + map * slots_of(delong);
    uint32_t *row = delong->row + map * delong->row_capacity;

#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t i = 0; i < count; i++)
        row[i] = placement_doubled(sorted, delong->positives, score[i]);
    for (size_t i = 0; i < count; i++)
        placed[row[i]]++;
}

/* Share of the positives below a negative, a tie counting half: what is wrong about it. */
static double share_below(const struct delong *delong, int map, size_t i)
{
    return delong->row[map * delong->row_capacity + i] / (2. * (double)delong->positives);
}

enum slide_status delong_add_negatives(struct delong *delong, const double *const *score, size_t count, int threads,
                                       struct slide_error *error)
{
    const int maps = delong->maps;
    enum slide_status status = make_room(delong, count, error);

    if (status != SLIDE_OK)
        return status;
    for (int map = 0; map < maps; map++)
        place_negatives(delong, map, score[map], count, threads);
    for (size_t i = 0; i < count; i++)
        for (int a = 0; a < maps; a++) {
            const double share = share_below(delong, a, i);

            delong->sum[a] += share;
            for (int b = 0; b <= a; b++)
                delong->product[a * maps + b] += share * share_below(delong, b, i);
        }
    delong->negatives += count;
    return SLIDE_OK;
}

/* Turns counts by placement into each placement's share of negatives below it, a tie counting half. */
static void cumulate(const struct delong *delong, int map, double *below)
{
    const size_t *placed = delong->placed + map * slots_of(delong);
    size_t under = 0;

    for (size_t slot = 0; slot < slots_of(delong); slot++) {
        below[slot] = ((double)under + 0.5 * (double)placed[slot]) / (double)delong->negatives;
        under += placed[slot];
    }
}

/* Each positive's share of right pairs. @param[out] right [maps][positives] */
static void shares_of_positives(const struct delong *delong, double *below, double *right)
{
    const size_t positives = delong->positives;

    for (int map = 0; map < delong->maps; map++) {
        const double *sorted = delong->sorted + map * positives;

        cumulate(delong, map, below);
        for (size_t i = 0; i < positives; i++)
            right[map * positives + i] =
                below[placement_doubled(sorted, positives, delong->positive[map * positives + i])];
    }
}

static double covariance_of_positives(const double *a, double mean_a, const double *b, double mean_b, size_t count)
{
    double sum = 0.;

    for (size_t i = 0; i < count; i++)
        sum += (a[i] - mean_a) * (b[i] - mean_b);
    return count > 1 ? sum / (double)(count - 1) : NAN;
}

static double covariance_of_negatives(const struct delong *delong, int a, int b)
{
    const double count = (double)delong->negatives;
    const double sum = delong->product[a * delong->maps + b] - delong->sum[a] * delong->sum[b] / count;

    return count > 1. ? sum / (count - 1.) : NAN;
}

enum slide_status delong_end(const struct delong *delong, double *auc, double *covariance, struct slide_error *error)
{
    const size_t positives = delong->positives;
    const int maps = delong->maps;
    double *below, *right;

    if (positives == 0 || delong->negatives == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "The variance of an area needs both classes: there are %zu positive "
                          "and %zu negative scores.",
                          positives, delong->negatives);
    below = malloc(slots_of(delong) * sizeof *below);
    right = malloc(positives * maps * sizeof *right);
    if (!below || !right) {
        free(below);
        free(right);
        return slide_out_of_memory(error, 8. * (double)positives * (maps + 2), "the variance of areas under curves");
    }
    shares_of_positives(delong, below, right);
    for (int a = 0; a < maps; a++)
        auc[a] = 1. - delong->sum[a] / (double)delong->negatives;
    for (int a = 0; a < maps; a++)
        for (int b = 0; b <= a; b++)
            covariance[a * maps + b] = covariance[b * maps + a] =
                covariance_of_positives(right + a * positives, auc[a], right + b * positives, auc[b], positives) /
                    (double)positives +
                covariance_of_negatives(delong, a, b) / (double)delong->negatives;
    free(below);
    free(right);
    return SLIDE_OK;
}

void delong_free(struct delong *delong)
{
    free(delong->positive);
    free(delong->sorted);
    free(delong->placed);
    free(delong->sum);
    free(delong->product);
    free(delong->row);
    *delong = (struct delong){0};
}

double normal_two_sided(double z)
{
    return erfc(fabs(z) / M_SQRT2);
}

double normal_within(double level)
{
    return gsl_cdf_ugaussian_Qinv((1. - level) / 2.);
}
