/** Theta by basin and for the map: the search, the intervals, the verdict. */
#include "terrain/concavity.h"

#include <math.h>
#include <stdlib.h>

#include "terrain/chi_disorder.h"
#include "terrain/chi_linearity.h"
#include "terrain/slope_area.h"
#include "terrain/theta_search.h"

struct work {
    const struct channel_network *network;
    const struct channel_basins *basins;
    const double *elevation;
    const struct concavity_rules *rules;
    struct concavity *result;
    struct basin_profile profile;
    struct chi_scratch scratch;
    struct chi_order order;
    uint32_t *pending;
    struct slope_area bins;
};

static int is_used(const struct basin_concavity *basin)
{
    return basin->verdict != CONCAVITY_FEW_NODES && basin->verdict != CONCAVITY_LITTLE_RELIEF;
}

static void fill_profile(struct work *work, size_t basin)
{
    basin_profile_fill(work->network, work->basins, basin, work->elevation, &work->profile);
}

static double misfit_of_basin(void *context, double theta)
{
    const struct work *work = context;

    return chi_misfit(&work->profile, theta, work->scratch.chi);
}

static double misfit_of_map(void *context, double theta)
{
    struct work *work = context;
    double sum = 0.;

    for (size_t b = 0; b < work->result->basins; b++)
        if (is_used(work->result->basin + b)) {
            fill_profile(work, b);
            sum += misfit_of_basin(work, theta);
        }
    return sum;
}

static int is_at_bound(double theta)
{
    return theta < CONCAVITY_LOWEST + 2. * THETA_TOLERANCE || theta > CONCAVITY_HIGHEST - 2. * THETA_TOLERANCE;
}

static void set_interval(struct theta_estimate *estimate, double half_width)
{
    estimate->lower = estimate->theta - half_width;
    estimate->upper = estimate->theta + half_width;
}

/* For a theta that was looked for: at the end of the range nothing is known of how far it may go on. */
static void set_found_interval(struct theta_estimate *estimate, double half_width)
{
    set_interval(estimate, is_at_bound(estimate->theta) ? NAN : half_width);
}

static void estimate_by_chi(struct work *work, struct theta_estimate *estimate)
{
    struct theta_scores scores;

    estimate->theta = theta_of_least(misfit_of_basin, work, CONCAVITY_LOWEST, CONCAVITY_HIGHEST);
    estimate->fit = 1. - misfit_of_basin(work, estimate->theta) / elevation_spread(&work->profile);
    scores = chi_scores(&work->profile, estimate->theta, &work->scratch);
    set_found_interval(estimate, half_width_of_scores(&scores, 2, work->rules->confidence));
}

static void estimate_by_disorder(struct work *work, struct theta_estimate *estimate)
{
    struct chi_disorder_best best;

    chi_order_fill(&work->profile, &work->order, work->pending);
    best = chi_disorder_least(&work->profile, &work->order, CONCAVITY_LOWEST, CONCAVITY_HIGHEST, work->scratch.chi);
    estimate->theta = best.theta;
    estimate->fit = best.disorder;
    set_found_interval(estimate,
                       fmax(best.resolution, half_width_of_jackknife(best.theta, best.without, work->order.members,
                                                                     work->order.blocks, work->rules->confidence)));
}

/* A line needs three bins to be off; with fewer there is no telling. */
static int regress(const struct slope_area *bins, size_t intercepts, struct theta_estimate *estimate)
{
    if (bins->count < intercepts + 2 || bins->area <= 0. || bins->slope <= 0.)
        return 0;
    estimate->theta = -bins->product / bins->area;
    estimate->fit = bins->product * bins->product / (bins->area * bins->slope);
    return 1;
}

static void estimate_by_bins(struct work *work, struct theta_estimate *estimate)
{
    struct theta_scores scores;

    slope_area_fill(&work->profile, &work->bins);
    if (!regress(&work->bins, 1, estimate))
        return;
    scores = slope_area_scores(&work->profile, &work->bins, estimate->theta);
    set_interval(estimate, half_width_of_scores(&scores, 2, work->rules->confidence));
}

static int contradict(const struct concavity_rules *rules, const struct theta_estimate *a,
                      const struct theta_estimate *b)
{
    return fabs(a->theta - b->theta) > rules->difference && (a->upper < b->lower || b->upper < a->lower);
}

static double width(const struct theta_estimate *estimate)
{
    return estimate->upper - estimate->lower;
}

const struct theta_estimate *concavity_best(const struct basin_concavity *basin)
{
    const double linear = width(&basin->chi), disorder = width(&basin->disorder);

    return isnan(disorder) || disorder > 2. * linear ? &basin->chi : &basin->disorder;
}

static enum concavity_verdict verdict_on(const struct concavity_rules *rules, const struct basin_concavity *basin)
{
    const struct theta_estimate *best = concavity_best(basin);

    if (is_at_bound(best->theta))
        return CONCAVITY_AT_BOUND;
    if (!(basin->chi.fit >= rules->r_squared))
        return CONCAVITY_NOT_STRAIGHT;
    if (!(width(best) <= 2. * rules->half_width))
        return CONCAVITY_UNSURE;
    if (contradict(rules, best, &basin->chi) || contradict(rules, best, &basin->slope_area))
        return CONCAVITY_DISAGREES;
    return CONCAVITY_FITS;
}

static void estimate_basin(struct work *work, size_t b)
{
    struct basin_concavity *basin = work->result->basin + b;
    const struct theta_estimate none = {NAN, NAN, NAN, NAN};
    const uint32_t outlet = work->basins->outlet[b];

    fill_profile(work, b);
    *basin = (struct basin_concavity){.outlet = work->network->cell[outlet],
                                      .nodes = work->profile.nodes,
                                      .area = work->network->area[outlet],
                                      .relief = work->profile.relief,
                                      .chi = none,
                                      .disorder = none,
                                      .slope_area = none,
                                      .verdict = CONCAVITY_FEW_NODES};
    if (basin->nodes < work->rules->nodes)
        return;
    basin->verdict = CONCAVITY_LITTLE_RELIEF;
    if (!(basin->relief >= work->rules->relief) || basin->relief <= 0.)
        return;
    estimate_by_chi(work, &basin->chi);
    estimate_by_disorder(work, &basin->disorder);
    estimate_by_bins(work, &basin->slope_area);
    basin->verdict = verdict_on(work->rules, basin);
}

/* Scores with segments as clusters, and with basins. */
struct pooled {
    struct theta_scores by_segment, by_basin;
};

static void pool(struct pooled *pooled, const struct theta_scores *own)
{
    theta_scores_join(&pooled->by_segment, own);
    pooled->by_basin.information += own->information;
    theta_scores_add(&pooled->by_basin, own->score);
}

static void set_pooled_interval(const struct work *work, const struct pooled *pooled, struct theta_estimate *estimate)
{
    const double confidence = work->rules->confidence;

    set_interval(estimate, fmax(half_width_of_scores(&pooled->by_segment, work->result->used + 1, confidence),
                                half_width_of_scores(&pooled->by_basin, 1, confidence)));
}

static void pool_chi(struct work *work)
{
    struct basin_concavity *whole = &work->result->whole;
    struct pooled pooled = {0};
    double misfit = 0., spread = 0.;

    whole->chi.theta = theta_of_least(misfit_of_map, work, CONCAVITY_LOWEST, CONCAVITY_HIGHEST);
    for (size_t b = 0; b < work->result->basins; b++)
        if (is_used(work->result->basin + b)) {
            struct theta_scores own;

            fill_profile(work, b);
            misfit += misfit_of_basin(work, whole->chi.theta);
            spread += elevation_spread(&work->profile);
            own = chi_scores(&work->profile, whole->chi.theta, &work->scratch);
            pool(&pooled, &own);
        }
    whole->chi.fit = 1. - misfit / spread;
    set_pooled_interval(work, &pooled, &whole->chi);
}

/* The mean, weighted by nodes; its interval from those of the basins, or from how far they differ. */
static void pool_disorder(struct work *work)
{
    const struct concavity *result = work->result;
    struct theta_estimate *estimate = &work->result->whole.disorder;
    struct theta_scores by_basin = {0};
    double nodes = 0., theta = 0., fit = 0., squares = 0.;

    for (size_t b = 0; b < result->basins; b++) {
        const struct theta_estimate *own = &result->basin[b].disorder;
        const double weight = (double)result->basin[b].nodes, half_width = 0.5 * weight * (own->upper - own->lower);

        if (isnan(half_width))
            continue;
        nodes += weight;
        theta += weight * own->theta;
        fit += weight * own->fit;
        squares += half_width * half_width;
    }
    if (nodes == 0.)
        return;
    estimate->theta = theta / nodes;
    estimate->fit = fit / nodes;
    by_basin.information = nodes;
    for (size_t b = 0; b < result->basins; b++)
        if (!isnan(result->basin[b].disorder.lower))
            theta_scores_add(&by_basin,
                             (double)result->basin[b].nodes * (result->basin[b].disorder.theta - estimate->theta));
    set_interval(estimate, fmax(sqrt(squares) / nodes, half_width_of_scores(&by_basin, 1, work->rules->confidence)));
}

static void pool_bins(struct work *work)
{
    struct theta_estimate *estimate = &work->result->whole.slope_area;
    struct pooled pooled = {0};
    struct slope_area sums = {.count = 0};

    for (size_t b = 0; b < work->result->basins; b++)
        if (is_used(work->result->basin + b)) {
            fill_profile(work, b);
            slope_area_fill(&work->profile, &work->bins);
            sums.count += work->bins.count;
            sums.area += work->bins.area;
            sums.slope += work->bins.slope;
            sums.product += work->bins.product;
        }
    if (!regress(&sums, work->result->used, estimate))
        return;
    for (size_t b = 0; b < work->result->basins; b++)
        if (is_used(work->result->basin + b)) {
            struct theta_scores own;

            fill_profile(work, b);
            slope_area_fill(&work->profile, &work->bins);
            own = slope_area_scores(&work->profile, &work->bins, estimate->theta);
            pool(&pooled, &own);
        }
    set_pooled_interval(work, &pooled, estimate);
}

static void estimate_map(struct work *work)
{
    struct concavity *result = work->result;
    struct basin_concavity *whole = &result->whole;

    for (size_t b = 0; b < result->basins; b++)
        if (is_used(result->basin + b)) {
            result->used++;
            whole->nodes += result->basin[b].nodes;
            whole->area += result->basin[b].area;
            whole->relief = fmax(whole->relief, result->basin[b].relief);
        }
    if (result->used == 0)
        return;
    pool_chi(work);
    pool_disorder(work);
    pool_bins(work);
    whole->verdict = verdict_on(work->rules, whole);
}

static size_t largest_basin(const struct channel_basins *basins)
{
    size_t largest = 0;

    for (size_t b = 0; b < basins->count; b++)
        if (basins->start[b + 1] - basins->start[b] > largest)
            largest = basins->start[b + 1] - basins->start[b];
    return largest;
}

static int allocate(struct work *work, size_t largest)
{
    struct chi_scratch *scratch = &work->scratch;

    work->result->basin = malloc((work->basins->count + 1) * sizeof *work->result->basin);
    scratch->chi = malloc((largest + 1) * sizeof *scratch->chi);
    scratch->change = malloc((largest + 1) * sizeof *scratch->change);
    scratch->pull = malloc((largest + 1) * sizeof *scratch->pull);
    work->order.rank = malloc((largest + 1) * sizeof *work->order.rank);
    work->pending = malloc((largest + 1) * sizeof *work->pending);
    return work->result->basin && scratch->chi && scratch->change && scratch->pull && work->order.rank &&
           work->pending && basin_profile_new(largest, &work->profile, NULL) == SLIDE_OK;
}

enum slide_status concavity_estimate(const struct channel_network *network, const struct channel_basins *basins,
                                     const double *elevation, const struct concavity_rules *rules,
                                     struct concavity *result, struct slide_error *error)
{
    struct work work = {.network = network, .basins = basins, .elevation = elevation, .rules = rules, .result = result};
    const struct theta_estimate none = {NAN, NAN, NAN, NAN};
    const size_t largest = largest_basin(basins);
    const int memory = (*result = (struct concavity){.basins = basins->count}, allocate(&work, largest));

    result->whole = (struct basin_concavity){
        .outlet = UINT32_MAX, .chi = none, .disorder = none, .slope_area = none, .verdict = CONCAVITY_FEW_NODES};
    if (memory) {
        for (size_t b = 0; b < basins->count; b++)
            estimate_basin(&work, b);
        estimate_map(&work);
    }
    basin_profile_free(&work.profile);
    free(work.scratch.chi);
    free(work.scratch.change);
    free(work.scratch.pull);
    free(work.order.rank);
    free(work.pending);
    if (memory)
        return SLIDE_OK;
    concavity_free(result);
    return slide_out_of_memory(error, 76. * (double)largest + 160. * (double)basins->count, "theta by basin");
}

void concavity_free(struct concavity *result)
{
    free(result->basin);
    *result = (struct concavity){0};
}

const char *concavity_reason(enum concavity_verdict verdict)
{
    switch (verdict) {
    case CONCAVITY_FITS:
        return "fits";
    case CONCAVITY_FEW_NODES:
        return "too few channel cells";
    case CONCAVITY_LITTLE_RELIEF:
        return "too little relief";
    case CONCAVITY_AT_BOUND:
        return "no best value within the range";
    case CONCAVITY_NOT_STRAIGHT:
        return "not straight in chi: not in steady state, or Ksn varies";
    case CONCAVITY_UNSURE:
        return "interval wide or none";
    case CONCAVITY_DISAGREES:
        return "the ways disagree: not in steady state";
    }
    return "";
}
