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

/* (tp tn - fp fn) / sqrt of the product of the four margins, a root at a time against overflow */
static double matthews(double tp, double fn, double fp, double tn)
{
    return ratio(tp * tn - fp * fn, sqrt((tp + fp) * (tp + fn)) * sqrt((tn + fp) * (tn + fn)));
}

struct confusion_ratios confusion_ratios(const struct confusion *confusion)
{
    const double tp = (double)confusion->true_positives, fn = (double)confusion->false_negatives;
    const double fp = (double)confusion->false_positives, tn = (double)confusion->true_negatives;
    const double recall = ratio(tp, tp + fn), specificity = ratio(tn, fp + tn);

    return (struct confusion_ratios){
        .accuracy = ratio(tp + tn, tp + fn + fp + tn),
        .balanced_accuracy = (recall + specificity) / 2.,
        .precision = ratio(tp, tp + fp),
        .negative_predictive_value = ratio(tn, tn + fn),
        .recall = recall,
        .miss_rate = ratio(fn, tp + fn),
        .false_alarm_rate = ratio(fp, fp + tn),
        .specificity = specificity,
        .f1 = ratio(2. * tp, 2. * tp + fp + fn),
        .critical_success = ratio(tp, tp + fp + fn),
        .kappa = ratio(2. * (tp * tn - fn * fp), (tp + fp) * (fp + tn) + (tp + fn) * (fn + tn)),
        .matthews = matthews(tp, fn, fp, tn),
        .youden = recall + specificity - 1.,
        .frequency_bias = ratio(tp + fp, tp + fn),
    };
}

struct confusion_shares confusion_shares(const struct confusion *confusion, enum confusion_whole whole)
{
    const double tp = (double)confusion->true_positives, fn = (double)confusion->false_negatives;
    const double fp = (double)confusion->false_positives, tn = (double)confusion->true_negatives;
    const double all = tp + fn + fp + tn;

    switch (whole) {
    case WHOLE_ROW:
        return (struct confusion_shares){ratio(tp, tp + fn), ratio(fn, tp + fn), ratio(fp, fp + tn),
                                         ratio(tn, fp + tn)};
    case WHOLE_COLUMN:
        return (struct confusion_shares){ratio(tp, tp + fp), ratio(fn, fn + tn), ratio(fp, tp + fp),
                                         ratio(tn, fn + tn)};
    default:
        return (struct confusion_shares){ratio(tp, all), ratio(fn, all), ratio(fp, all), ratio(tn, all)};
    }
}
