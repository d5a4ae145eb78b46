#include "score/ranking.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/sort.h"

/* Takes all scores equal to `at` off the end of a sorted group; returns how many they were. */
static size_t take_equal(const double *score, size_t *left, double at)
{
    const size_t before = *left;

    while (*left > 0 && score[*left - 1] == at)
        (*left)--;
    return before - *left;
}

enum slide_status ranking_of_groups(double *positive, size_t positives, double *negative, size_t negatives,
                                    struct ranking *out, struct slide_error *error)
{
    size_t true_positives = 0, false_positives = 0;
    size_t positives_left = positives, negatives_left = negatives;
    uint64_t doubled_pairs = 0; /* twice the pairs in right order, so that half a pair is an integer */
    double precision_area = 0.;

    if (positives == 0 || negatives == 0)
        return slide_fail(error, SLIDE_NO_DATA,
                          "Ranking needs both classes: there are %zu positive and %zu negative scores.", positives,
                          negatives);
    sort_doubles(positive, positives);
    sort_doubles(negative, negatives);
    /* the order of bits puts every NaN at one of the ends */
    if (isnan(positive[0]) || isnan(positive[positives - 1]) || isnan(negative[0]) || isnan(negative[negatives - 1]))
        return slide_fail(error, SLIDE_BAD_INPUT, "A score is not a number. Leave such entries out.");
    /* downwards through the distinct scores of both groups */
    while (positives_left > 0 || negatives_left > 0) {
        double threshold = -INFINITY;

        if (positives_left > 0)
            threshold = positive[positives_left - 1];
        if (negatives_left > 0)
            threshold = fmax(threshold, negative[negatives_left - 1]);
        const size_t new_true = take_equal(positive, &positives_left, threshold);
        const size_t new_false = take_equal(negative, &negatives_left, threshold);

        doubled_pairs += (uint64_t)new_false * (2 * true_positives + new_true);
        true_positives += new_true;
        false_positives += new_false;
        precision_area += (double)new_true * ((double)true_positives / (double)(true_positives + false_positives));
    }
    out->auc_roc = (double)doubled_pairs / (2. * (double)positives * (double)negatives);
    out->average_precision = precision_area / (double)positives;
    out->prevalence = (double)positives / (double)(positives + negatives);
    out->positives = positives;
    out->negatives = negatives;
    return SLIDE_OK;
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
