#include "score/ranking.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/sort.h"

enum { STRETCH = 1 << 15 }; /* positives that a thread ranks at once */

/* What a stretch of the positives adds. */
struct stretch {
    uint64_t doubled_pairs; /* twice the pairs in right order, so that half a pair is an integer */
    double precision_area;
};

/* The first positive of a stretch, equal ones not parted. */
static size_t stretch_begin(const struct sorted_groups *groups, size_t stretch)
{
    const size_t at = stretch * STRETCH;

    if (at >= groups->positives)
        return groups->positives;
    return sorted_below(groups->positive, groups->single, groups->positives,
                        sorted_value(groups->positive, groups->single, at), false);
}

/* Upwards through the distinct scores of the positives from `first` to before `end`. */
static struct stretch rank_stretch(const struct sorted_groups *groups, size_t first, size_t end)
{
    const bool single = groups->single;
    struct stretch sum = {0, 0.};
    size_t below = 0;

    if (first < end)
        below = sorted_below(groups->negative, single, groups->negatives, sorted_value(groups->positive, single, first),
                             false);
    for (size_t i = first, next; i < end; i = next) {
        const double threshold = sorted_value(groups->positive, single, i);
        size_t under;

        for (next = i + 1; next < end && sorted_value(groups->positive, single, next) == threshold;)
            next++;
        while (below < groups->negatives && sorted_value(groups->negative, single, below) < threshold)
            below++;
        for (under = below; under < groups->negatives && sorted_value(groups->negative, single, under) == threshold;)
            under++;
        const size_t hits = groups->positives - i, alarms = groups->negatives - below;

        sum.doubled_pairs += (uint64_t)(next - i) * (below + under);
        sum.precision_area += (double)(next - i) * ((double)hits / (double)(hits + alarms));
        below = under;
    }
    return sum;
}

/* The order of bits puts every NaN at one of the ends. */
static bool holds_nan(const void *group, bool single, size_t count)
{
    return isnan(sorted_value(group, single, 0)) || isnan(sorted_value(group, single, count - 1));
}

static enum slide_status refuse_unrankable(const struct sorted_groups *groups, struct slide_error *error)
{
    if (groups->positives == 0 || groups->negatives == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Ranking needs both classes: there are %zu positive and %zu negative scores.",
                          groups->positives, groups->negatives);
    if (holds_nan(groups->positive, groups->single, groups->positives) ||
        holds_nan(groups->negative, groups->single, groups->negatives))
        return slide_fail(error, SLIDE_BAD_INPUT, "A score is not a number. Leave such entries out.");
    return SLIDE_OK;
}

enum slide_status ranking_of_sorted(const struct sorted_groups *groups, int threads, struct ranking *out,
                                    struct slide_error *error)
{
    const size_t stretches = groups->positives / STRETCH + 1;
    const double positives = (double)groups->positives, negatives = (double)groups->negatives;
    enum slide_status status = refuse_unrankable(groups, error);
    struct stretch *part, sum = {0, 0.};

    if (status != SLIDE_OK)
        return status;
    part = malloc(stretches * sizeof *part);
    if (!part)
        return slide_out_of_memory(error, (double)(stretches * sizeof *part), "ranking scores");
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t i = 0; i < stretches; i++)
        part[i] = rank_stretch(groups, stretch_begin(groups, i), stretch_begin(groups, i + 1));
    for (size_t i = stretches; i-- > 0;) {
        sum.doubled_pairs += part[i].doubled_pairs;
        sum.precision_area += part[i].precision_area;
    }
    free(part);
    out->auc_roc = (double)sum.doubled_pairs / (2. * positives * negatives);
    out->average_precision = sum.precision_area / positives;
    out->prevalence = positives / (positives + negatives);
    out->positives = groups->positives;
    out->negatives = groups->negatives;
    return SLIDE_OK;
}

enum slide_status ranking_of_groups(double *positive, size_t positives, double *negative, size_t negatives,
                                    struct ranking *out, struct slide_error *error)
{
    const struct sorted_groups groups = {positive, positives, negative, negatives, false};

    sort_doubles(positive, positives);
    sort_doubles(negative, negatives);
    return ranking_of_sorted(&groups, 1, out, error);
}

enum slide_status ranking_of_scores(const float *score, const unsigned char *label, size_t n, struct ranking *out,
                                    struct slide_error *error)
{
    double *groups = malloc((n ? n : 1) * sizeof *groups);
    size_t positives = 0, last = n;
    enum slide_status status;

    if (!groups)
        return slide_out_of_memory(error, (double)n * sizeof *groups, "ranking scores");
    /* positives from the front, negatives from the back */
    for (size_t i = 0; i < n; i++) {
        if (isnan(score[i])) {
            free(groups);
            return slide_fail(error, SLIDE_BAD_INPUT, "Score %zu of %zu is not a number. Leave such entries out.",
                              i + 1, n);
        }
        groups[label[i] ? positives++ : --last] = score[i];
    }
    status = ranking_of_groups(groups, positives, groups + positives, n - positives, out, error);
    free(groups);
    return status;
}
