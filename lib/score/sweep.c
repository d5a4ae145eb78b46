#include "score/sweep.h"

#include <math.h>
#include <string.h>

enum {
    STRIDE = 1 << 14, /* scores of either class from place to place in a first look for a best threshold */
    FEW = 32          /* that many scores are weighed one by one */
};

struct sweep_place sweep_begin(const struct sorted_groups *groups)
{
    return (struct sweep_place){INFINITY, groups->positives, groups->negatives};
}

/* The highest score left. */
static double highest_left(const struct sorted_groups *groups, size_t positives_left, size_t negatives_left)
{
    double highest = -INFINITY;

    if (positives_left > 0)
        highest = sorted_value(groups->positive, groups->single, positives_left - 1);
    if (negatives_left > 0)
        highest = fmax(highest, sorted_value(groups->negative, groups->single, negatives_left - 1));
    return highest;
}

/* Takes all scores equal to `at` off the end of a group; returns how many are left. */
static size_t left_below(const void *group, bool single, size_t left, double at)
{
    while (left > 0 && sorted_value(group, single, left - 1) == at)
        left--;
    return left;
}

bool sweep_next(const struct sorted_groups *groups, struct sweep_place *place)
{
    if (place->positives_left == 0 && place->negatives_left == 0)
        return false;
    place->threshold = highest_left(groups, place->positives_left, place->negatives_left);
    place->positives_left = left_below(groups->positive, groups->single, place->positives_left, place->threshold);
    place->negatives_left = left_below(groups->negative, groups->single, place->negatives_left, place->threshold);
    return true;
}

struct sweep_place sweep_to(const struct sorted_groups *groups, double threshold)
{
    return (struct sweep_place){threshold,
                                sorted_below(groups->positive, groups->single, groups->positives, threshold, false),
                                sorted_below(groups->negative, groups->single, groups->negatives, threshold, false)};
}

double sweep_ahead(const struct sorted_groups *groups, const struct sweep_place *place, size_t positives,
                   size_t negatives)
{
    const bool positives_stay = positives < place->positives_left, negatives_stay = negatives < place->negatives_left;

    return highest_left(groups, positives_stay ? place->positives_left - positives : 0,
                        negatives_stay ? place->negatives_left - negatives : 0);
}

struct confusion sweep_confusion(const struct sorted_groups *groups, const struct sweep_place *place)
{
    return (struct confusion){groups->positives - place->positives_left, place->positives_left,
                              groups->negatives - place->negatives_left, place->negatives_left};
}

struct confusion sweep_confusion_at(const struct sorted_groups *groups, double threshold)
{
    const struct sweep_place place = sweep_to(groups, threshold);

    return sweep_confusion(groups, &place);
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

/* All hits that are still to come without their false alarms: no merit falls with a hit or rises with a false alarm. */
static double ceiling_of_hits(const struct threshold_rule *rule, const struct confusion *from,
                              const struct confusion *to)
{
    const struct confusion best = {to->true_positives, to->false_negatives, from->false_positives,
                                   from->true_negatives};

    return rule->merit(&best);
}

/* False alarms less misses only grow: the merit is highest at an end, or in between where they change places. */
static double ceiling_of_area(const struct threshold_rule *rule, const struct confusion *from,
                              const struct confusion *to)
{
    if (from->false_positives <= from->false_negatives && to->false_positives >= to->false_negatives)
        return 0.;
    return fmax(rule->merit(from), rule->merit(to));
}

const struct threshold_rule threshold_rules[] = {
    {"youden", "highest recall + specificity - 1, which is also the highest balanced accuracy", merit_youden,
     ceiling_of_hits},
    {"corner", "nearest to the ROC curve's corner of full recall without false alarms", merit_corner, ceiling_of_hits},
    {"f1", "highest F1, which is also the highest CSI", merit_f1, ceiling_of_hits},
    {"mcc", "highest Matthews correlation", merit_matthews, ceiling_of_hits},
    {"kappa", "highest kappa", merit_kappa, ceiling_of_hits},
    {"accuracy", "highest accuracy", merit_accuracy, ceiling_of_hits},
    {"area", "predicted area nearest to the true one", merit_area, ceiling_of_area},
    {NULL, NULL, NULL, NULL},
};

const struct threshold_rule *threshold_rule_find(const char *name)
{
    for (const struct threshold_rule *rule = threshold_rules; rule->name; rule++)
        if (strcmp(rule->name, name) == 0)
            return rule;
    return NULL;
}

struct search {
    const struct sorted_groups *groups;
    const struct threshold_rule *rule;
    double reached; /* a merit that some place has: lower ones need no search */
    struct best_threshold best;
};

static void weigh(struct search *search, const struct sweep_place *place)
{
    const struct confusion confusion = sweep_confusion(search->groups, place);
    const double merit = search->rule->merit(&confusion);

    if (merit > search->best.merit)
        search->best = (struct best_threshold){place->threshold, merit, confusion};
}

/* Whether no place of a stretch can be better; a merit that is undefined at its ceiling says nothing. */
static bool is_hopeless(const struct search *search, const struct sweep_place *place, const struct sweep_place *end)
{
    static const double rounding = 1e-12; /* of merits of order one */
    const struct confusion from = sweep_confusion(search->groups, place), to = sweep_confusion(search->groups, end);

    return search->rule->ceiling(search->rule, &from, &to) < fmax(search->best.merit, search->reached) - rounding;
}

/* The best of the thresholds after `place` down to the one at `end`, by halves, the higher one first. */
static void search_stretch(struct search *search, struct sweep_place place, const struct sweep_place *end)
{
    const size_t positives = place.positives_left - end->positives_left;
    const size_t negatives = place.negatives_left - end->negatives_left;

    if (is_hopeless(search, &place, end))
        return;
    if (positives + negatives > FEW) {
        const struct sweep_place middle =
            sweep_to(search->groups, sweep_ahead(search->groups, &place, positives / 2, negatives / 2));

        if (middle.positives_left != end->positives_left || middle.negatives_left != end->negatives_left) {
            search_stretch(search, place, &middle);
            search_stretch(search, middle, end);
            return;
        }
    }
    while ((place.positives_left != end->positives_left || place.negatives_left != end->negatives_left) &&
           sweep_next(search->groups, &place))
        weigh(search, &place);
}

struct best_threshold threshold_best(const struct sorted_groups *groups, const struct threshold_rule *rule)
{
    const struct best_threshold none = {NAN, -INFINITY, {0, groups->positives, 0, groups->negatives}};
    const struct sweep_place begin = sweep_begin(groups), end = {-INFINITY, 0, 0};
    struct search search = {groups, rule, -INFINITY, none};

    for (struct sweep_place place = begin; place.positives_left > 0 || place.negatives_left > 0;) {
        place = sweep_to(groups, sweep_ahead(groups, &place, STRIDE, STRIDE));
        weigh(&search, &place);
    }
    /* which place comes first among equals is still to be seen */
    search.reached = search.best.merit;
    search.best = none;
    search_stretch(&search, begin, &end);
    return search.best;
}
