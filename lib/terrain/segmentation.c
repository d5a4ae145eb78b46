/** Espindola's objective for slope units and the search for its best. */
#include "terrain/segmentation.h"

#include <math.h>

double segmentation_internal(const struct patch_graph *units)
{
    double weighted = 0., area = 0.;

    for (size_t i = 1; i <= units->count; i++)
        if (units->sum[i].sloping) {
            weighted += units->sum[i].area * aspect_variance(&units->sum[i]);
            area += units->sum[i].area;
        }
    return area > 0. ? weighted / area : NAN;
}

/* The unit vector in a unit's mean direction; 0 where it has none. */
static int mean_direction(const struct aspect_sum *sum, double direction[2])
{
    const double length = hypot(sum->east, sum->north);

    direction[0] = length > 0. ? sum->east / length : 0.;
    direction[1] = length > 0. ? sum->north / length : 0.;
    return length > 0.;
}

/* Mean of the units' directions; returns how many there are. */
static size_t centre_of(const struct patch_graph *units, double centre[2])
{
    size_t directed = 0;

    centre[0] = centre[1] = 0.;
    for (size_t i = 1; i <= units->count; i++) {
        double direction[2];

        directed += (size_t)mean_direction(&units->sum[i], direction);
        centre[0] += direction[0];
        centre[1] += direction[1];
    }
    if (directed) {
        centre[0] /= (double)directed;
        centre[1] /= (double)directed;
    }
    return directed;
}

/* Sum of squared deviations. */
static double spread_of(const struct patch_graph *units, const double centre[2])
{
    double spread = 0.;

    for (size_t i = 1; i <= units->count; i++) {
        double direction[2];

        if (mean_direction(&units->sum[i], direction)) {
            const double east = direction[0] - centre[0], north = direction[1] - centre[1];

            spread += east * east + north * north;
        }
    }
    return spread;
}

double segmentation_external(const struct patch_graph *units)
{
    const double rounding = 1e-12;
    double centre[2], spread, product = 0., pairs = 0.;
    const size_t directed = centre_of(units, centre);

    spread = spread_of(units, centre);
    for (size_t i = 0; i < units->border.room; i++) {
        const struct border *border = &units->border.slot[i];
        double one[2], other[2];

        if (!border->first || !mean_direction(&units->sum[border->first], one) ||
            !mean_direction(&units->sum[border->second], other))
            continue;
        product += (one[0] - centre[0]) * (other[0] - centre[0]) + (one[1] - centre[1]) * (other[1] - centre[1]);
        pairs += 1.;
    }
    if (pairs == 0. || spread <= rounding * (double)directed)
        return NAN;
    return (double)directed * product / (pairs * spread);
}

/* How far `value` is below the highest, as a share of the range. */
static double below_highest(double value, double lowest, double highest)
{
    return highest > lowest ? (highest - value) / (highest - lowest) : 0.;
}

static int is_complete(const struct segmentation *candidate)
{
    return !isnan(candidate->internal) && !isnan(candidate->external);
}

size_t segmentation_choose(struct segmentation *candidate, size_t count)
{
    double low_internal = INFINITY, high_internal = -INFINITY, low_external = INFINITY, high_external = -INFINITY;
    size_t best = 0;

    for (size_t i = 0; i < count; i++)
        if (is_complete(&candidate[i])) {
            low_internal = fmin(low_internal, candidate[i].internal);
            high_internal = fmax(high_internal, candidate[i].internal);
            low_external = fmin(low_external, candidate[i].external);
            high_external = fmax(high_external, candidate[i].external);
        }
    for (size_t i = 0; i < count; i++) {
        candidate[i].objective = NAN;
        if (is_complete(&candidate[i]))
            candidate[i].objective = below_highest(candidate[i].internal, low_internal, high_internal) +
                                     below_highest(candidate[i].external, low_external, high_external);
        if (candidate[i].objective > candidate[best].objective ||
            (isnan(candidate[best].objective) && !isnan(candidate[i].objective)))
            best = i;
    }
    return best;
}

enum slide_status segmentation_search(const struct slope_ground *ground, const struct slope_unit_rule *rule,
                                      const double *area_min, size_t areas, const double *variance_min,
                                      size_t variances, struct segmentation *candidate, size_t *best,
                                      struct slide_error *error)
{
    for (size_t i = 0; i < areas * variances; i++) {
        struct slope_unit_rule tried = *rule;
        struct slope_units units;
        enum slide_status status;

        tried.area_min = area_min[i / variances];
        tried.variance_min = variance_min[i % variances];
        status = slope_units_find(ground, &tried, &units, error);
        if (status != SLIDE_OK)
            return status;
        candidate[i] = (struct segmentation){.area_min = tried.area_min,
                                             .variance_min = tried.variance_min,
                                             .units = units.unit.count,
                                             .internal = segmentation_internal(&units.unit),
                                             .external = segmentation_external(&units.unit)};
        slope_units_free(&units);
    }
    *best = segmentation_choose(candidate, areas * variances);
    return SLIDE_OK;
}
