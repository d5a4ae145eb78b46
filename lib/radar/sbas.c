#include "radar/sbas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "radar/band.h"

struct sbas {
    struct sbas_problem problem;
    int reach;
    bool ready;          /* pattern and levels belong to `used` */
    bool shared;         /* the factors too, all pairs weighing the same */
    unsigned char *used; /* [pairs] */
    unsigned char *now;  /* [pairs] */
    int *subset;         /* [dates] */
    int *first;          /* [dates] of each subset */
    int subsets, dates, pairs;
    bool singular;
    struct band normal;              /* [dates], of the displacements */
    struct band levels;              /* [subsets - 1], of the subsets' levels */
    double *level;                   /* [dates] */
    double *functional;              /* [dates] */
    double *spread;                  /* [dates] */
    struct band model;               /* [terms] */
    bool told_apart;                 /* the dates tell the terms of the model apart */
    double inverse[SBAS_TERMS_MOST]; /* diagonal of the model's covariance for unit variance */
    double propagated;               /* variance of the velocity for unit variance of a pair of unit weight */
};

static bool allocate(struct sbas *sbas)
{
    const size_t dates = sbas->problem.network->dates, pairs = sbas->problem.network->pairs;

    sbas->used = malloc(pairs);
    sbas->now = malloc(pairs);
    sbas->subset = malloc(dates * sizeof *sbas->subset);
    sbas->first = malloc(dates * sizeof *sbas->first);
    sbas->normal.element = malloc(dates * (sbas->reach + 1) * sizeof(double));
    sbas->levels.element = malloc(dates * dates * sizeof(double) / 4 + sizeof(double));
    sbas->level = malloc(dates * sizeof(double));
    sbas->functional = malloc(dates * sizeof(double));
    sbas->spread = malloc(dates * sizeof(double));
    sbas->model.element = malloc((size_t)SBAS_TERMS_MOST * SBAS_TERMS_MOST * sizeof(double));
    return sbas->used && sbas->now && sbas->subset && sbas->first && sbas->normal.element && sbas->levels.element &&
           sbas->level && sbas->functional && sbas->spread && sbas->model.element;
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
    free(sbas->subset);
    free(sbas->first);
    free(sbas->normal.element);
    free(sbas->levels.element);
    free(sbas->level);
    free(sbas->functional);
    free(sbas->spread);
    free(sbas->model.element);
    free(sbas);
}

static void clear(const struct sbas_problem *problem, struct sbas_solution *solution)
{
    double *displacement = solution->displacement;

    *solution = (struct sbas_solution){
        .displacement = displacement, .residual_rms = NAN, .temporal_coherence = NAN, .velocity_noise = NAN};
    for (int i = 0; i < problem->network->dates; i++)
        displacement[i] = NAN;
    for (int i = 0; i < SBAS_TERMS_MOST; i++)
        solution->coefficient[i] = solution->deviation[i] = NAN;
}

/* The date before which the next one of the cell comes; -1 when there is none. */
static int next_date(const struct sbas *sbas, int date)
{
    for (date++; date < sbas->problem.network->dates; date++)
        if (sbas->subset[date] >= 0)
            return date;
    return -1;
}

/* 1 / dt2 between two dates, in 1/a2 */
static double per_square_year(const struct sbas *sbas, int date, int next)
{
    const double years = (sbas->problem.network->day[next] - sbas->problem.network->day[date]) / 365.25;

    return 1. / (years * years);
}

/* Normal matrix of the subsets' levels, the first one's being zero: squares of velocities across subsets. */
static bool factor_levels(struct sbas *sbas)
{
    sbas->levels.size = sbas->subsets - 1;
    sbas->levels.width = sbas->subsets > 1 ? sbas->subsets - 2 : 0;
    if (sbas->subsets == 1)
        return true;
    band_clear(&sbas->levels);
    for (int date = sbas->first[0], next; (next = next_date(sbas, date)) >= 0; date = next) {
        const int one = sbas->subset[date] - 1, other = sbas->subset[next] - 1;
        const double weight = per_square_year(sbas, date, next);

        if (one == other)
            continue;
        if (one >= 0)
            *band_at(&sbas->levels, one, one) += weight;
        if (other >= 0)
            *band_at(&sbas->levels, other, other) += weight;
        if (one >= 0 && other >= 0)
            *band_at(&sbas->levels, one > other ? one : other, one > other ? other : one) -= weight;
    }
    return band_factor(&sbas->levels);
}

/* Normal matrix of the model over the dates that the cell has. */
static void factor_model(struct sbas *sbas)
{
    const int terms = sbas->problem.terms, dates = sbas->problem.network->dates;
    double unit[SBAS_TERMS_MOST];

    band_clear(&sbas->model);
    for (int date = 0; date < dates; date++)
        for (int i = 0; sbas->subset[date] >= 0 && i < terms; i++)
            for (int j = 0; j <= i; j++)
                *band_at(&sbas->model, i, j) +=
                    sbas->problem.term[i * dates + date] * sbas->problem.term[j * dates + date];
    sbas->told_apart = sbas->dates >= terms && band_factor(&sbas->model);
    for (int i = 0; sbas->told_apart && i < terms; i++) {
        memset(unit, 0, sizeof unit);
        unit[i] = 1.;
        band_solve(&sbas->model, unit);
        sbas->inverse[i] = unit[i];
    }
}

static void find_pattern(struct sbas *sbas)
{
    const int dates = sbas->problem.network->dates;

    sbas->subsets = network_subsets(sbas->problem.network, sbas->used, sbas->subset);
    sbas->dates = 0;
    for (int date = dates - 1; date >= 0; date--)
        if (sbas->subset[date] >= 0) {
            sbas->first[sbas->subset[date]] = date;
            sbas->dates++;
        }
    sbas->singular = !factor_levels(sbas);
    factor_model(sbas);
}

/* A date that is zero by definition: each subset's first one, and one without a pair. */
static bool is_ground(const struct sbas *sbas, int date)
{
    return sbas->subset[date] < 0 || sbas->first[sbas->subset[date]] == date;
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

/* Minus the gradient, at level zero, of the squared velocities over the subsets' levels; into sbas->level. */
static void pull_levels(struct sbas *sbas, const double *x)
{
    for (int i = 0; i < sbas->subsets - 1; i++)
        sbas->level[i] = 0.;
    for (int date = sbas->first[0], next; (next = next_date(sbas, date)) >= 0; date = next) {
        const int one = sbas->subset[date] - 1, other = sbas->subset[next] - 1;
        const double pull = (x[next] - x[date]) * per_square_year(sbas, date, next);

        if (one == other)
            continue;
        if (one >= 0)
            sbas->level[one] += pull;
        if (other >= 0)
            sbas->level[other] -= pull;
    }
}

/* Adds to each subset the level that makes the squared velocities least. */
static void level_subsets(struct sbas *sbas, double *x)
{
    if (sbas->subsets < 2)
        return;
    pull_levels(sbas, x);
    band_solve(&sbas->levels, sbas->level);
    for (int date = 0; date < sbas->problem.network->dates; date++)
        if (sbas->subset[date] > 0)
            x[date] += sbas->level[sbas->subset[date] - 1];
}

/* The adjoint of level_subsets: what a functional of levelled displacements is of those before. */
static void level_functional(struct sbas *sbas, double *functional)
{
    if (sbas->subsets < 2)
        return;
    for (int i = 0; i < sbas->subsets - 1; i++)
        sbas->level[i] = 0.;
    for (int date = 0; date < sbas->problem.network->dates; date++)
        if (sbas->subset[date] > 0)
            sbas->level[sbas->subset[date] - 1] += functional[date];
    band_solve(&sbas->levels, sbas->level);
    for (int date = sbas->first[0], next; (next = next_date(sbas, date)) >= 0; date = next) {
        const int one = sbas->subset[date] - 1, other = sbas->subset[next] - 1;
        const double step = ((one >= 0 ? sbas->level[one] : 0.) - (other >= 0 ? sbas->level[other] : 0.)) *
                            per_square_year(sbas, date, next);

        if (one == other)
            continue;
        functional[next] += step;
        functional[date] -= step;
    }
}

/* Variance of the velocity for unit variance of weight one: g' (A' W A)^-1 g, the velocity being g' x. */
static void propagate(struct sbas *sbas)
{
    const int dates = sbas->problem.network->dates, terms = sbas->problem.terms;
    double row[SBAS_TERMS_MOST] = {0.};

    sbas->propagated = NAN;
    if (!sbas->told_apart)
        return;
    row[SBAS_VELOCITY] = 1.;
    band_solve(&sbas->model, row);
    for (int date = 0; date < dates; date++) {
        sbas->functional[date] = 0.;
        for (int i = 0; sbas->subset[date] >= 0 && i < terms; i++)
            sbas->functional[date] += row[i] * sbas->problem.term[i * dates + date];
    }
    level_functional(sbas, sbas->functional);
    for (int date = 0; date < dates; date++)
        sbas->spread[date] = is_ground(sbas, date) ? 0. : sbas->functional[date];
    band_solve(&sbas->normal, sbas->spread);
    sbas->propagated = 0.;
    for (int date = 0; date < dates; date++)
        if (!is_ground(sbas, date))
            sbas->propagated += sbas->functional[date] * sbas->spread[date];
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
    level_subsets(sbas, x);
}

static double misfit_of(const struct sbas *sbas, int pair, const double *displacement,
                        const struct sbas_solution *solution)
{
    const struct date_pair dates = sbas->problem.network->pair[pair];

    return displacement[pair] - (solution->displacement[dates.later] - solution->displacement[dates.earlier]);
}

static void judge_pairs(const struct sbas *sbas, const double *displacement, const double *weight,
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
    if (freedom > 0)
        solution->velocity_noise = sqrt(weighted / freedom * sbas->propagated);
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

static void fit_model(const struct sbas *sbas, struct sbas_solution *solution)
{
    const int dates = sbas->problem.network->dates, terms = sbas->problem.terms;
    double *coefficient = solution->coefficient;
    double squares = 0.;

    if (!sbas->told_apart)
        return;
    for (int i = 0; i < terms; i++) {
        coefficient[i] = 0.;
        for (int date = 0; date < dates; date++)
            if (sbas->subset[date] >= 0)
                coefficient[i] += sbas->problem.term[i * dates + date] * solution->displacement[date];
    }
    band_solve(&sbas->model, coefficient);
    for (int date = 0; date < dates; date++) {
        double misfit = solution->displacement[date];

        for (int i = 0; sbas->subset[date] >= 0 && i < terms; i++)
            misfit -= coefficient[i] * sbas->problem.term[i * dates + date];
        squares += sbas->subset[date] >= 0 ? misfit * misfit : 0.;
    }
    for (int i = 0; i < terms && solution->dates > terms; i++)
        solution->deviation[i] = sqrt(squares / (solution->dates - terms) * sbas->inverse[i]);
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

    clear(&sbas->problem, solution);
    solution->pairs = pairs;
    if (pairs == 0)
        return SBAS_NO_PAIR;
    if (pairs < sbas->problem.min_pairs)
        return SBAS_FEW_PAIRS;
    prepare(sbas, weight);
    if (sbas->singular)
        return SBAS_SINGULAR;
    solution->dates = sbas->dates;
    solution->subsets = sbas->subsets;
    solve_displacement(sbas, displacement, weight, solution->displacement);
    judge_pairs(sbas, displacement, weight, solution);
    if (sbas->problem.coherence)
        solution->temporal_coherence = temporal_coherence(sbas, displacement, solution);
    fit_model(sbas, solution);
    for (int date = 0; date < dates; date++)
        if (sbas->subset[date] < 0)
            solution->displacement[date] = NAN;
    return SBAS_SOLVED;
}
