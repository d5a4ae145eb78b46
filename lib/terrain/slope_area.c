/** Binned regression of slope on drainage area. */
#include "terrain/slope_area.h"

#include <math.h>
#include <string.h>

/* What the channels of one segment do in one bin: they enter it once, as area only grows. */
struct run {
    size_t bin;
    double length, fall, log_area;
    int ends_segment;
};

static size_t bin_of(double log_area)
{
    const double below = -log_area * M_LOG10E * SLOPE_AREA_TENFOLD;

    return below <= 0. ? 0 : below >= SLOPE_AREA_BINS - 1 ? SLOPE_AREA_BINS - 1 : (size_t)below;
}

/* The run that starts at `node`, and the first node after it; the outlet has no slope and ends the last run. */
static size_t next_run(const struct basin_profile *profile, size_t node, struct run *run)
{
    *run = (struct run){.bin = bin_of(profile->log_area[node])};
    for (;; node++) {
        if (profile->receiver[node] == CHANNEL_END) {
            run->ends_segment = 1;
            return node + 1;
        }
        run->length += profile->step[node];
        run->fall += profile->elevation[node] - profile->elevation[profile->receiver[node]];
        run->log_area += profile->step[node] * profile->log_area[node];
        run->ends_segment = profile->segment[node + 1] != profile->segment[node];
        if (run->ends_segment || bin_of(profile->log_area[node + 1]) != run->bin)
            return node + 1;
    }
}

/* Until the weights are known, `weight` holds the sum of squared lengths, and `log_area` the sum along the channels. */
static void sum_runs(const struct basin_profile *profile, struct slope_area *bins)
{
    struct run run;

    for (size_t node = 0; node < profile->nodes;) {
        struct slope_area_bin *bin;

        node = next_run(profile, node, &run);
        bin = bins->bin + run.bin;
        bin->length += run.length;
        bin->fall += run.fall;
        bin->log_area += run.log_area;
        bin->weight += run.length * run.length;
    }
}

static void weigh_bins(struct slope_area *bins)
{
    double weight = 0., area = 0., slope = 0.;

    for (size_t b = 0; b < SLOPE_AREA_BINS; b++) {
        struct slope_area_bin *bin = bins->bin + b;

        if (bin->fall <= 0.) {
            bin->weight = 0.;
            continue;
        }
        bin->weight = bin->length * bin->length / bin->weight;
        bin->log_area /= bin->length;
        bin->log_slope = log(bin->fall / bin->length);
        bins->count++;
        weight += bin->weight;
        area += bin->weight * bin->log_area;
        slope += bin->weight * bin->log_slope;
    }
    for (size_t b = 0; b < SLOPE_AREA_BINS; b++) {
        bins->bin[b].log_area -= weight > 0. ? area / weight : 0.;
        bins->bin[b].log_slope -= weight > 0. ? slope / weight : 0.;
    }
}

void slope_area_fill(const struct basin_profile *profile, struct slope_area *bins)
{
    memset(bins, 0, sizeof *bins);
    sum_runs(profile, bins);
    weigh_bins(bins);
    for (size_t b = 0; b < SLOPE_AREA_BINS; b++) {
        const struct slope_area_bin *bin = bins->bin + b;

        bins->area += bin->weight * bin->log_area * bin->log_area;
        bins->slope += bin->weight * bin->log_slope * bin->log_slope;
        bins->product += bin->weight * bin->log_area * bin->log_slope;
    }
}

/* ln S of a bin is off the line by the sum over its runs of (fall - S length) / (S length of the bin), near enough. */
struct theta_scores slope_area_scores(const struct basin_profile *profile, const struct slope_area *bins, double theta)
{
    struct theta_scores scores = {.information = bins->area};
    struct run run;
    double score = 0.;

    for (size_t node = 0; node < profile->nodes;) {
        const struct slope_area_bin *bin;

        node = next_run(profile, node, &run);
        bin = bins->bin + run.bin;
        if (bin->weight > 0.) {
            const double off = bin->log_slope + theta * bin->log_area;
            const double slope = bin->fall / bin->length * exp(-off);

            score += bin->weight * bin->log_area * (run.fall - slope * run.length) / (slope * bin->length);
        }
        if (run.ends_segment) {
            theta_scores_add(&scores, score);
            score = 0.;
        }
    }
    return scores;
}
