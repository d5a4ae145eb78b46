#include "score/sweep.h"

#include <math.h>
#include <string.h>

/* Takes all scores equal to `at` off the end of a sorted group; returns how many are left. */
static size_t left_below(const double *score, size_t left, double at)
{
    while (left > 0 && score[left - 1] == at)
        left--;
    return left;
}

void sweep_groups(const struct sorted_groups *groups, sweep_visitor *visit, void *context)
{
    size_t positives_left = groups->positives, negatives_left = groups->negatives;

    while (positives_left > 0 || negatives_left > 0) {
        double threshold = -INFINITY;

        if (positives_left > 0)
            threshold = groups->positive[positives_left - 1];
        if (negatives_left > 0)
            threshold = fmax(threshold, groups->negative[negatives_left - 1]);
        positives_left = left_below(groups->positive, positives_left, threshold);
        negatives_left = left_below(groups->negative, negatives_left, threshold);
        const struct confusion confusion = {groups->positives - positives_left, positives_left,
                                            groups->negatives - negatives_left, negatives_left};

        visit(threshold, &confusion, context);
    }
}

/* How many scores of a sorted group lie below the threshold. */
static size_t count_below(const double *score, size_t count, double threshold)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (score[middle] < threshold)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct confusion sweep_confusion_at(const struct sorted_groups *groups, double threshold)
{
    const size_t missed = count_below(groups->positive, groups->positives, threshold);
    const size_t rejected = count_below(groups->negative, groups->negatives, threshold);

    return (struct confusion){groups->positives - missed, missed, groups->negatives - rejected, rejected};
}

static double merit_youden(const struct confusion *confusion)
{
    return confusion_ratios(confusion).youden;
}

static double merit_corner(const struct confusion *confusion)
{
    const struct confusion_ratios ratios = confusion_ratios(confusion);

    return -hypot(ratios.miss_rate, ratios.false_alarm_rate);
}

static double merit_f1(const struct confusion *confusion)
{
    return confusion_ratios(confusion).f1;
}

static double merit_matthews(const struct confusion *confusion)
{
    return confusion_ratios(confusion).matthews;
}

static double merit_kappa(const struct confusion *confusion)
{
    return confusion_ratios(confusion).kappa;
}

static double merit_accuracy(const struct confusion *confusion)
{
    return confusion_ratios(confusion).accuracy;
}

static double merit_area(const struct confusion *confusion)
{
    return -fabs((double)confusion->false_positives - (double)confusion->false_negatives);
}

const struct threshold_rule threshold_rules[] = {
    {"youden", "highest recall + specificity - 1, which is also the highest balanced accuracy", merit_youden},
    {"corner", "nearest to the ROC curve's corner of full recall without false alarms", merit_corner},
    {"f1", "highest F1, which is also the highest CSI", merit_f1},
    {"mcc", "highest Matthews correlation", merit_matthews},
    {"kappa", "highest kappa", merit_kappa},
    {"accuracy", "highest accuracy", merit_accuracy},
    {"area", "predicted area nearest to the true one", merit_area},
    {NULL, NULL, NULL},
};

const struct threshold_rule *threshold_rule_find(const char *name)
{
    for (const struct threshold_rule *rule = threshold_rules; rule->name; rule++)
        if (strcmp(rule->name, name) == 0)
            return rule;
    return NULL;
}

struct search {
    const struct threshold_rule *rule;
    struct best_threshold best;
};

static void compare_with_best(double threshold, const struct confusion *confusion, void *context)
{
    struct search *search = context;
    const double merit = search->rule->merit(confusion);

    if (merit > search->best.merit)
        search->best = (struct best_threshold){threshold, merit, *confusion};
}

struct best_threshold threshold_best(const struct sorted_groups *groups, const struct threshold_rule *rule)
{
    struct search search = {rule, {NAN, -INFINITY, {0, groups->positives, 0, groups->negatives}}};

    sweep_groups(groups, compare_with_best, &search);
    return search.best;
}
