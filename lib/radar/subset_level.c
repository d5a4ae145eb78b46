#include "radar/subset_level.h"

#include <stddef.h>
#include <stdlib.h>

bool subset_levels_make(const struct network *network, struct subset_levels *levels)
{
    const size_t dates = network->dates;

    *levels = (struct subset_levels){.network = network,
                                     .subset = malloc(dates * sizeof(int)),
                                     .first = malloc(dates * sizeof(int)),
                                     .normal.element = malloc(dates * dates * sizeof(double) / 4 + sizeof(double)),
                                     .level = malloc(dates * sizeof(double))};
    return levels->subset && levels->first && levels->normal.element && levels->level;
}

void subset_levels_free(struct subset_levels *levels)
{
    free(levels->subset);
    free(levels->first);
    free(levels->normal.element);
    free(levels->level);
}

/* The date before which the next one of the cell comes; -1 when there is none. */
static int next_date(const struct subset_levels *levels, int date)
{
    for (date++; date < levels->network->dates; date++)
        if (levels->subset[date] >= 0)
            return date;
    return -1;
}

/* 1 / dt2 between two dates, in 1/a2 */
static double per_square_year(const struct subset_levels *levels, int date, int next)
{
    const double years = (levels->network->day[next] - levels->network->day[date]) / 365.25;

    return 1. / (years * years);
}

/* Normal matrix of the subsets' levels, the first one's being zero: squares of velocities across subsets. */
static bool factor(struct subset_levels *levels)
{
    struct band *normal = &levels->normal;

    normal->size = levels->subsets - 1;
    normal->width = levels->subsets > 1 ? levels->subsets - 2 : 0;
    if (levels->subsets == 1)
        return true;
    band_clear(normal);
    for (int date = levels->first[0], next; (next = next_date(levels, date)) >= 0; date = next) {
        const int one = levels->subset[date] - 1, other = levels->subset[next] - 1;
        const double weight = per_square_year(levels, date, next);

        if (one == other)
            continue;
        if (one >= 0)
            *band_at(normal, one, one) += weight;
        if (other >= 0)
            *band_at(normal, other, other) += weight;
        if (one >= 0 && other >= 0)
            *band_at(normal, one > other ? one : other, one > other ? other : one) -= weight;
    }
    return band_factor(normal);
}

bool subset_levels_set(struct subset_levels *levels, const unsigned char *used)
{
    levels->subsets = network_subsets(levels->network, used, levels->subset);
    levels->dates = 0;
    for (int date = levels->network->dates - 1; date >= 0; date--)
        if (levels->subset[date] >= 0) {
            levels->first[levels->subset[date]] = date;
            levels->dates++;
        }
    return factor(levels);
}

bool subset_levels_is_ground(const struct subset_levels *levels, int date)
{
    return levels->subset[date] < 0 || levels->first[levels->subset[date]] == date;
}

/* Minus the gradient, at level zero, of the squared velocities over the subsets' levels; into levels->level. */
static void pull(struct subset_levels *levels, const double *x)
{
    for (int i = 0; i < levels->subsets - 1; i++)
        levels->level[i] = 0.;
    for (int date = levels->first[0], next; (next = next_date(levels, date)) >= 0; date = next) {
        const int one = levels->subset[date] - 1, other = levels->subset[next] - 1;
        const double force = (x[next] - x[date]) * per_square_year(levels, date, next);

        if (one == other)
            continue;
        if (one >= 0)
            levels->level[one] += force;
        if (other >= 0)
            levels->level[other] -= force;
    }
}

void subset_levels_add(struct subset_levels *levels, double *x)
{
    if (levels->subsets < 2)
        return;
    pull(levels, x);
    band_solve(&levels->normal, levels->level);
    for (int date = 0; date < levels->network->dates; date++)
        if (levels->subset[date] > 0)
            x[date] += levels->level[levels->subset[date] - 1];
}

void subset_levels_adjoint(struct subset_levels *levels, double *functional)
{
    if (levels->subsets < 2)
        return;
    for (int i = 0; i < levels->subsets - 1; i++)
        levels->level[i] = 0.;
    for (int date = 0; date < levels->network->dates; date++)
        if (levels->subset[date] > 0)
            levels->level[levels->subset[date] - 1] += functional[date];
    band_solve(&levels->normal, levels->level);
    for (int date = levels->first[0], next; (next = next_date(levels, date)) >= 0; date = next) {
        const int one = levels->subset[date] - 1, other = levels->subset[next] - 1;
        const double step = ((one >= 0 ? levels->level[one] : 0.) - (other >= 0 ? levels->level[other] : 0.)) *
                            per_square_year(levels, date, next);

        if (one == other)
            continue;
        functional[next] += step;
        functional[date] -= step;
    }
}
