#include "score/confusion.h"

#include <math.h>

static size_t count_at_or_above(const double *score, size_t count, double threshold)
{
    size_t above = 0;

    for (size_t i = 0; i < count; i++)
        above += score[i] >= threshold;
    return above;
}

struct confusion confusion_of_groups(const double *positive, size_t positives, const double *negative, size_t negatives,
                                     double threshold)
{
    struct confusion confusion;

    confusion.true_positives = count_at_or_above(positive, positives, threshold);
    confusion.false_negatives = positives - confusion.true_positives;
    confusion.false_positives = count_at_or_above(negative, negatives, threshold);
    confusion.true_negatives = negatives - confusion.false_positives;
    return confusion;
}

static double ratio(double part, double whole)
{
    return whole > 0. ? part / whole : NAN;
}

struct confusion_ratios confusion_ratios(const struct confusion *confusion)
{
    const double tp = (double)confusion->true_positives, fn = (double)confusion->false_negatives;
    const double fp = (double)confusion->false_positives, tn = (double)confusion->true_negatives;

    return (struct confusion_ratios){
        .accuracy = ratio(tp + tn, tp + fn + fp + tn),
        .precision = ratio(tp, tp + fp),
        .recall = ratio(tp, tp + fn),
        .miss_rate = ratio(fn, tp + fn),
        .false_alarm_rate = ratio(fp, fp + tn),
        .specificity = ratio(tn, fp + tn),
        .f1 = ratio(2. * tp, 2. * tp + fp + fn),
        .critical_success = ratio(tp, tp + fp + fn),
    };
}
