#include "radar/sbas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "radar/band.h"
#include "radar/sbas_error.h"
#include "radar/subset_level.h"

struct sbas {
    struct sbas_problem problem;
    int reach;
    bool ready;          /* pattern and levels belong to `used` */
    bool shared;         /* the factors too, all pairs weighing the same */
    unsigned char *used; /* [pairs] */
    unsigned char *now;  /* [pairs] */
    struct subset_levels levels;
    bool singular;
    struct band normal; /* [dates], of the displacements */
    struct band model;  /* [terms] */
    bool told_apart;    /* the dates tell the terms of the model apart */
    struct error_model error;
    struct error_parts velocity; /* variance of the velocity */
    struct error_parts misfit;   /* expected squares about the model; where the deviation is wanted */
};

static bool allocate(struct sbas *sbas)
{
    const size_t dates = sbas->problem.network->dates, pairs = sbas->problem.network->pairs;
    const bool levelled = subset_levels_make(sbas->problem.network, &sbas->levels);

    sbas->used = malloc(pairs);
    sbas->now = malloc(pairs);
    sbas->normal.element = malloc(dates * (sbas->reach + 1) * sizeof(double));
    sbas->model.element = malloc((size_t)SBAS_TERMS_MOST * SBAS_TERMS_MOST * sizeof(double));
    sbas->error = (struct error_model){.levels = &sbas->levels,
                                       .normal = &sbas->normal,
                                       .model = &sbas->model,
                                       .term = sbas->problem.term,
                                       .inverse.element = malloc(dates * (sbas->reach + 1) * sizeof(double)),
                                       .functional = malloc(dates * sizeof(double)),
                                       .spread = malloc(dates * sizeof(double))};
    return levelled && sbas->used && sbas->now && sbas->normal.element && sbas->model.element &&
           sbas->error.inverse.element && sbas->error.functional && sbas->error.spread;
}

struct sbas *sbas_new(const struct sbas_problem *problem)
{
    struct sbas *sbas = calloc(1, sizeof *sbas);

    if (!sbas)
        return NULL;
    sbas->problem = *problem;
    sbas->reach = network_reach(problem->network);
    if (!allocate(sbas)) {
        sbas_free(sbas);
        return NULL;
    }
    sbas->normal.size = problem->network->dates;
    sbas->normal.width = sbas->reach;
    sbas->model.size = problem->terms;
    sbas->model.width = problem->terms - 1;
    return sbas;
}

void sbas_free(struct sbas *sbas)
{
    if (!sbas)
        return;
    free(sbas->used);
    free(sbas->now);
    subset_levels_free(&sbas->levels);
    free(sbas->normal.element);
    free(sbas->model.element);
    free(sbas->error.inverse.element);
    free(sbas->error.functional);
    free(sbas->error.spread);
    free(sbas);
}

static void clear(const struct sbas_problem *problem, struct sbas_solution *solution)
{
    double *displacement = solution->displacement;

    *solution = (struct sbas_solution){.displacement = displacement,
                                       .residual_rms = NAN,
                                       .temporal_coherence = NAN,
                                       .velocity_noise = NAN,
                                       .velocity_sd = NAN};
    for (int i = 0; i < problem->network->dates; i++)
        displacement[i] = NAN;
    for (int i = 0; i < SBAS_TERMS_MOST; i++)
        solution->coefficient[i] = NAN;
}

/* Normal matrix of the model over the dates that the cell has. */
static void factor_model(struct sbas *sbas)
{
    const int terms = sbas->problem.terms, dates = sbas->problem.network->dates;

    band_clear(&sbas->model);
    for (int date = 0; date < dates; date++)
        for (int i = 0; sbas->levels.subset[date] >= 0 && i < terms; i++)
            for (int j = 0; j <= i; j++)
                *band_at(&sbas->model, i, j) +=
                    sbas->problem.term[i * dates + date] * sbas->problem.term[j * dates + date];
    sbas->told_apart = sbas->levels.dates >= terms && band_factor(&sbas->model);
}

static void find_pattern(struct sbas *sbas)
{
    sbas->singular = !subset_levels_set(&sbas->levels, sbas->used);
    factor_model(sbas);
}

static bool is_ground(const struct sbas *sbas, int date)
{
    return subset_levels_is_ground(&sbas->levels, date);
}

static bool factor_normal(struct sbas *sbas, const double *weight)
{
    const struct network *network = sbas->problem.network;

    band_clear(&sbas->normal);
    for (int i = 0; i < network->pairs; i++) {
        const struct date_pair pair = network->pair[i];
        const double w = sbas->used[i] ? weight ? weight[i] : 1. : 0.;

        *band_at(&sbas->normal, pair.earlier, pair.earlier) += w;
        *band_at(&sbas->normal, pair.later, pair.later) += w;
        if (!is_ground(sbas, pair.earlier) && !is_ground(sbas, pair.later))
            *band_at(&sbas->normal, pair.later, pair.earlier) -= w;
    }
    for (int date = 0; date < network->dates; date++)
        if (is_ground(sbas, date))
            *band_at(&sbas->normal, date, date) = 1.;
    return band_factor(&sbas->normal);
}

static void propagate(struct sbas *sbas)
{
    if (!sbas->told_apart || sbas->singular)
        return;
    sbas->velocity = error_of_term(&sbas->error, SBAS_VELOCITY);
    if (sbas->problem.deviation)
        sbas->misfit = error_of_misfit(&sbas->error);
}

/* Makes pattern and factors those of this cell; what the last cell left and this one needs too, stays. */
static void prepare(struct sbas *sbas, const double *weight)
{
    const bool same = sbas->ready && memcmp(sbas->used, sbas->now, sbas->problem.network->pairs) == 0;

    if (!same) {
        memcpy(sbas->used, sbas->now, sbas->problem.network->pairs);
        find_pattern(sbas);
    }
    if (!same || weight || !sbas->shared) {
        sbas->singular = !factor_normal(sbas, weight) || sbas->singular;
        propagate(sbas);
    }
    sbas->ready = !sbas->singular;
    sbas->shared = !weight;
}

static void solve_displacement(struct sbas *sbas, const double *displacement, const double *weight, double *x)
{
    const struct network *network = sbas->problem.network;

    for (int date = 0; date < network->dates; date++)
        x[date] = 0.;
    for (int i = 0; i < network->pairs; i++) {
        const double pull = sbas->used[i] ? weight ? weight[i] * displacement[i] : displacement[i] : 0.;

        x[network->pair[i].later] += pull;
        x[network->pair[i].earlier] -= pull;
    }
    for (int date = 0; date < network->dates; date++)
        if (is_ground(sbas, date))
            x[date] = 0.;
    band_solve(&sbas->normal, x);
    subset_levels_add(&sbas->levels, x);
}

static double misfit_of(const struct sbas *sbas, int pair, const double *displacement,
                        const struct sbas_solution *solution)
{
    const struct date_pair dates = sbas->problem.network->pair[pair];

    return displacement[pair] - (solution->displacement[dates.later] - solution->displacement[dates.earlier]);
}

/* Sets what the misfit tells; returns the variance of a pair of weight one, NaN where no pair is redundant. */
static double judge_pairs(const struct sbas *sbas, const double *displacement, const double *weight,
                          struct sbas_solution *solution)
{
    const int freedom = solution->pairs - (solution->dates - solution->subsets);
    double squares = 0., weighted = 0.;

    for (int i = 0; i < sbas->problem.network->pairs; i++)
        if (sbas->used[i]) {
            const double misfit = misfit_of(sbas, i, displacement, solution);

            squares += misfit * misfit;
            weighted += (weight ? weight[i] : 1.) * misfit * misfit;
        }
    solution->residual_rms = sqrt(squares / solution->pairs);
    if (freedom > 0 && sbas->told_apart)
        solution->velocity_noise = sqrt(weighted / freedom * sbas->velocity.pairs);
    return freedom > 0 ? weighted / freedom : NAN;
}

static double temporal_coherence(const struct sbas *sbas, const double *displacement,
                                 const struct sbas_solution *solution)
{
    double real = 0., imaginary = 0.;

    for (int i = 0; i < sbas->problem.network->pairs; i++)
        if (sbas->used[i]) {
            const double misfit = misfit_of(sbas, i, displacement, solution) / sbas->problem.per_radian;

            real += cos(misfit);
            imaginary += sin(misfit);
        }
    return hypot(real, imaginary) / solution->pairs;
}

/* Sum of squares of the displacements about the model. */
static double squares_about_model(const struct sbas *sbas, const struct sbas_solution *solution)
{
    const int dates = sbas->problem.network->dates;
    double squares = 0.;

    for (int date = 0; date < dates; date++) {
        double misfit = solution->displacement[date];

        if (sbas->levels.subset[date] < 0)
            continue;
        for (int i = 0; i < sbas->problem.terms; i++)
            misfit -= solution->coefficient[i] * sbas->problem.term[i * dates + date];
        squares += misfit * misfit;
    }
    return squares;
}

static void fit_model(const struct sbas *sbas, double pair_variance, struct sbas_solution *solution)
{
    const int dates = sbas->problem.network->dates, terms = sbas->problem.terms;
    double *coefficient = solution->coefficient;

    if (!sbas->told_apart)
        return;
    for (int i = 0; i < terms; i++) {
        coefficient[i] = 0.;
        for (int date = 0; date < dates; date++)
            if (sbas->levels.subset[date] >= 0)
                coefficient[i] += sbas->problem.term[i * dates + date] * solution->displacement[date];
    }
    band_solve(&sbas->model, coefficient);
    if (sbas->problem.deviation && solution->dates > terms)
        solution->velocity_sd =
            sqrt(error_variance(sbas->velocity, sbas->misfit, pair_variance, squares_about_model(sbas, solution)));
}

/* Marks the pairs with data and weight; how many there are. */
static int mark_pairs(struct sbas *sbas, const double *displacement, const double *weight)
{
    int count = 0;

    for (int i = 0; i < sbas->problem.network->pairs; i++)
        count += sbas->now[i] = !isnan(displacement[i]) && (!weight || weight[i] > 0.);
    return count;
}

enum sbas_verdict sbas_solve(struct sbas *sbas, const double *displacement, const double *weight,
                             struct sbas_solution *solution)
{
    const int pairs = mark_pairs(sbas, displacement, weight), dates = sbas->problem.network->dates;
    double pair_variance;

    clear(&sbas->problem, solution);
    solution->pairs = pairs;
    if (pairs == 0)
        return SBAS_NO_PAIR;
    if (pairs < sbas->problem.min_pairs)
        return SBAS_FEW_PAIRS;
    prepare(sbas, weight);
    if (sbas->singular)
        return SBAS_SINGULAR;
    solution->dates = sbas->levels.dates;
    solution->subsets = sbas->levels.subsets;
    solve_displacement(sbas, displacement, weight, solution->displacement);
    pair_variance = judge_pairs(sbas, displacement, weight, solution);
    if (sbas->problem.coherence)
        solution->temporal_coherence = temporal_coherence(sbas, displacement, solution);
    fit_model(sbas, pair_variance, solution);
    for (int date = 0; date < dates; date++)
        if (sbas->levels.subset[date] < 0)
            solution->displacement[date] = NAN;
    return SBAS_SOLVED;
}
