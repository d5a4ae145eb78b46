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

static enum slide_status keep(struct curve *curve, const struct sorted_groups *groups, const struct sweep_place *place,
                              struct slide_error *error)
{
    const struct curve_point point = {place->threshold, sweep_confusion(groups, place)};

    return append(curve, &point, error);
}

/* The place before all scores at or below the limit, with the lowest score above it as its threshold. */
static struct sweep_place place_above(const struct sorted_groups *groups, double limit)
{
    struct sweep_place place = {INFINITY,
                                sorted_below(groups->positive, groups->single, groups->positives, limit, true),
                                sorted_below(groups->negative, groups->single, groups->negatives, limit, true)};

    if (place.positives_left < groups->positives)
        place.threshold = sorted_value(groups->positive, groups->single, place.positives_left);
    if (place.negatives_left < groups->negatives)
        place.threshold = fmin(place.threshold, sorted_value(groups->negative, groups->single, place.negatives_left));
    return place;
}

enum slide_status curve_of_groups(const struct sorted_groups *groups, size_t resolution, struct curve *curve,
                                  struct slide_error *error)
{
    const size_t positives = groups->positives / resolution, negatives = groups->negatives / resolution;
    struct sweep_place place = sweep_begin(groups);
    enum slide_status status = keep(curve, groups, &place, error);

    while (status == SLIDE_OK && (place.positives_left > 0 || place.negatives_left > 0)) {
        const struct sweep_place kept = place;

        place = place_above(groups, sweep_ahead(groups, &place, positives, negatives));
        if (place.positives_left == kept.positives_left && place.negatives_left == kept.negatives_left)
            sweep_next(groups, &place);
        status = keep(curve, groups, &place, error);
    }
    return status;
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
