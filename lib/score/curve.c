#include "score/curve.h"

#include <math.h>
#include <stdlib.h>

static enum slide_status append(struct curve *curve, const struct curve_point *point, struct slide_error *error)
{
    if (curve->count == curve->capacity) {
        const size_t capacity = curve->capacity ? 2 * curve->capacity : 256;
        struct curve_point *longer = realloc(curve->point, capacity * sizeof *longer);

        if (!longer)
            return slide_out_of_memory(error, (double)(capacity * sizeof *longer), "a curve's points");
        curve->point = longer;
        curve->capacity = capacity;
    }
    curve->point[curve->count++] = *point;
    return SLIDE_OK;
}

struct thinning {
    struct curve *curve;
    double step_positives, step_negatives; /* counts that a point may be away from the one before */
    struct curve_point last;               /* not kept yet */
    size_t kept_hits, kept_alarms;
    enum slide_status status;
    struct slide_error *error;
};

static void keep_last(struct thinning *thinning)
{
    const struct confusion *at = &thinning->last.confusion;

    if (thinning->status == SLIDE_OK)
        thinning->status = append(thinning->curve, &thinning->last, thinning->error);
    thinning->kept_hits = at->true_positives;
    thinning->kept_alarms = at->false_positives;
}

static void keep_before_a_step(double threshold, const struct confusion *confusion, void *context)
{
    struct thinning *thinning = context;
    const struct confusion *last = &thinning->last.confusion;
    const int is_kept = last->true_positives == thinning->kept_hits && last->false_positives == thinning->kept_alarms;

    if (!is_kept && ((double)(confusion->true_positives - thinning->kept_hits) > thinning->step_positives ||
                     (double)(confusion->false_positives - thinning->kept_alarms) > thinning->step_negatives))
        keep_last(thinning);
    thinning->last = (struct curve_point){threshold, *confusion};
}

enum slide_status curve_of_groups(const struct sorted_groups *groups, size_t resolution, struct curve *curve,
                                  struct slide_error *error)
{
    struct thinning thinning = {
        .curve = curve,
        .step_positives = (double)groups->positives / (double)resolution,
        .step_negatives = (double)groups->negatives / (double)resolution,
        .last = {INFINITY, {0, groups->positives, 0, groups->negatives}},
        .error = error,
    };

    keep_last(&thinning);
    sweep_groups(groups, keep_before_a_step, &thinning);
    if (isfinite(thinning.last.threshold))
        keep_last(&thinning);
    return thinning.status;
}

void curve_free(struct curve *curve)
{
    free(curve->point);
    *curve = (struct curve){0};
}

double curve_rate_area(double auc_roc, double prevalence)
{
    return auc_roc * (1. - prevalence) + prevalence / 2.;
}
