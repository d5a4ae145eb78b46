#include "score/classes.h"

#include <math.h>

static double ratio(double part, double whole)
{
    return whole > 0. ? part / whole : NAN;
}

void class_shares(const struct class_count *classes, size_t count, struct class_share *share)
{
    double area = 0., landslides = 0., densities = 0.;

    for (size_t i = 0; i < count; i++) {
        area += classes[i].area;
        landslides += classes[i].landslide_area;
        share[i].density = ratio(classes[i].landslide_area, classes[i].area);
        if (!isnan(share[i].density))
            densities += share[i].density;
    }
    for (size_t i = 0; i < count; i++) {
        share[i].area = ratio(classes[i].area, area);
        share[i].landslides = ratio(classes[i].landslide_area, landslides);
        share[i].density_ratio = ratio(share[i].landslides, share[i].area);
        share[i].r_index = ratio(100. * share[i].density, densities);
    }
}

struct class_verdict class_verdict(const struct class_share *share, size_t count)
{
    struct class_verdict verdict = {true, false, false};
    size_t filled = 0, highest = 0;
    double before = -1.;

    for (size_t i = 0; i < count; i++) {
        if (!(share[i].area > 0.))
            continue;
        verdict.density_rises = verdict.density_rises && share[i].density > before;
        before = share[i].density;
        highest = i;
        filled++;
    }
    if (filled > 1) {
        verdict.most_in_highest = share[highest].landslides > 0.5;
        verdict.highest_is_small = share[highest].area < 1. / (double)filled;
    }
    return verdict;
}
