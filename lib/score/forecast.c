#include "score/forecast.h"

#include <math.h>
#include <stdlib.h>

enum { STRETCH = 1 << 16, FACTORS = 16 };

/* Sums over a stretch of one class. */
struct stretch {
    struct agreement agreement;
    double log_loss;
    size_t clipped;
};

/* A class's scores. */
struct side {
    const void *score;
    size_t count;
    bool single;
    double outcome;
};

/* Sums about the first score, which is near all others of a sorted stretch, so that nothing cancels. */
static void add_moments(const struct side *side, size_t first, size_t end, struct agreement *agreement)
{
    const double origin = sorted_value(side->score, side->single, first), count = (double)(end - first);
    double sum = 0., squares = 0., differences = 0.;

    for (size_t i = first; i < end; i++) {
        const double score = sorted_value(side->score, side->single, i);
        const double off = score - origin, wrong = score - side->outcome;

        sum += off;
        squares += off * off;
        differences += wrong * wrong;
    }
    *agreement = (struct agreement){.count = end - first,
                                    .mean_predicted = origin + sum / count,
                                    .mean_observed = side->outcome,
                                    .squares_predicted = fmax(squares - sum * sum / count, 0.),
                                    .squared_differences = differences};
}

/* The logarithm of FACTORS probabilities' product, none below 2^-52: it cannot underflow. */
static void add_log_losses(const struct side *side, size_t first, size_t end, struct stretch *stretch)
{
    static const double least = 0x1p-52;
    const bool happened = side->outcome > 0.5;

    for (size_t i = first; i < end;) {
        const size_t until = end - i < FACTORS ? end : i + FACTORS;
        double product = 1.;

        for (; i < until; i++) {
            const double score = sorted_value(side->score, side->single, i);
            const double given = happened ? score : 1. - score;

            stretch->clipped += given < least;
            product *= given < least ? least : given > 1. - least ? 1. - least : given;
        }
        stretch->log_loss -= log(product);
    }
}

static void sum_side(const struct side *side, bool probability, int threads, struct stretch *part, size_t stretches)
{
#pragma omp parallel for num_threads(threads) schedule(dynamic)
    for (size_t i = 0; i < stretches; i++) {
        const size_t first = i * STRETCH, end = side->count - first < STRETCH ? side->count : first + STRETCH;

        part[i] = (struct stretch){.log_loss = 0.};
        add_moments(side, first, end, &part[i].agreement);
        if (probability)
            add_log_losses(side, first, end, &part[i]);
    }
}

static enum slide_status add_side(const struct side *side, bool probability, int threads, struct stretch *sum,
                                  struct slide_error *error)
{
    const size_t stretches = (side->count + STRETCH - 1) / STRETCH;
    struct stretch *part = malloc((stretches + 1) * sizeof *part);

    if (!part)
        return slide_out_of_memory(error, (double)(stretches * sizeof *part), "scores of probabilities");
    sum_side(side, probability, threads, part, stretches);
    for (size_t i = 0; i < stretches; i++) {
        agreement_join(&sum->agreement, &part[i].agreement);
        sum->log_loss += part[i].log_loss;
        sum->clipped += part[i].clipped;
    }
    free(part);
    return SLIDE_OK;
}

enum slide_status forecast_of_sorted(const struct sorted_groups *groups, bool probability, int threads,
                                     struct forecast *out, struct slide_error *error)
{
    const struct side positive = {groups->positive, groups->positives, groups->single, 1.};
    const struct side negative = {groups->negative, groups->negatives, groups->single, 0.};
    const double cases = (double)groups->positives + (double)groups->negatives;
    const double variance = (double)groups->positives / cases * ((double)groups->negatives / cases);
    struct stretch sum = {.log_loss = 0.};
    enum slide_status status = add_side(&positive, probability, threads, &sum, error);

    if (status == SLIDE_OK)
        status = add_side(&negative, probability, threads, &sum, error);
    *out = (struct forecast){{NAN, NAN}, {NAN, sum.clipped}, sum.agreement};
    if (status != SLIDE_OK || !probability || cases == 0.)
        return status;
    out->brier.score = sum.agreement.squared_differences / cases;
    if (variance > 0.)
        out->brier.skill = 1. - out->brier.score / variance;
    out->log_loss.score = sum.log_loss / cases;
    return SLIDE_OK;
}

/* Adds up a group's probabilities by interval; returns nothing of the empty ones. */
static void add_to_bins(const struct side *side, struct probability_bin *bin, int bins)
{
    const double width = 1. / bins;
    size_t next = 0;

    for (int k = 0; k < bins && next < side->count; k++) {
        const size_t first = next;

        next = k + 1 < bins ? sorted_below(side->score, side->single, side->count, (k + 1) * width, true) : side->count;
        for (size_t i = first; i < next; i++)
            bin[k].sum += sorted_value(side->score, side->single, i);
        bin[k].count += next - first;
        bin[k].positives += side->outcome > 0.5 ? next - first : 0;
    }
}

void probability_bins_of_sorted(const struct sorted_groups *groups, struct probability_bin *bin, int bins)
{
    const struct side positive = {groups->positive, groups->positives, groups->single, 1.};
    const struct side negative = {groups->negative, groups->negatives, groups->single, 0.};

    for (int k = 0; k < bins; k++)
        bin[k] = (struct probability_bin){0, 0, 0.};
    add_to_bins(&positive, bin, bins);
    add_to_bins(&negative, bin, bins);
}
