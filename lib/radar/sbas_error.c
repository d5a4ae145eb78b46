#include "radar/sbas_error.h"

#include <math.h>
#include <string.h>

enum { TERMS_MOST = 16 };

static bool has(const struct error_model *error, int date)
{
    return error->levels->subset[date] >= 0;
}

static const double *term_of(const struct error_model *error, int term)
{
    return error->term + (size_t)term * error->levels->network->dates;
}

/* Coefficients of the fit to what they make of a date, into error->functional: term' (T' T)^-1 of unit `row`. */
static void take_row(const struct error_model *error, double *row)
{
    band_solve(error->model, row);
    for (int date = 0; date < error->levels->network->dates; date++) {
        error->functional[date] = 0.;
        for (int i = 0; has(error, date) && i < error->model->size; i++)
            error->functional[date] += row[i] * term_of(error, i)[date];
    }
}

/* error->functional times (A' W A)^-1, into error->spread; dates that are zero by definition do not vary. */
static void spread_functional(const struct error_model *error)
{
    const int dates = error->levels->network->dates;

    for (int date = 0; date < dates; date++)
        error->spread[date] = subset_levels_is_ground(error->levels, date) ? 0. : error->functional[date];
    band_solve(error->normal, error->spread);
}

/* Square of what unit noise of the dates makes of a functional: each subset is seen from its first date. */
static double squares_of_dates(const struct error_model *error)
{
    const struct subset_levels *levels = error->levels;
    double squares = 0.;

    for (int subset = 0; subset < levels->subsets; subset++) {
        double first = 0.;

        for (int date = levels->first[subset] + 1; date < levels->network->dates; date++)
            if (levels->subset[date] == subset) {
                first -= error->functional[date];
                squares += error->functional[date] * error->functional[date];
            }
        squares += first * first;
    }
    return squares;
}

/* Variances of error->functional of the levelled displacements. */
static struct error_parts parts_of_functional(const struct error_model *error)
{
    struct error_parts parts = {0., 0.};

    subset_levels_adjoint(error->levels, error->functional);
    spread_functional(error);
    for (int date = 0; date < error->levels->network->dates; date++)
        if (!subset_levels_is_ground(error->levels, date))
            parts.pairs += error->functional[date] * error->spread[date];
    parts.dates = squares_of_dates(error);
    return parts;
}

struct error_parts error_of_term(const struct error_model *error, int which)
{
    double row[TERMS_MOST] = {0.};

    row[which] = 1.;
    take_row(error, row);
    return parts_of_functional(error);
}

/* One date after the other: what the fit leaves of it. */
static struct error_parts misfit_date_by_date(const struct error_model *error)
{
    struct error_parts sum = {0., 0.};

    for (int date = 0; date < error->levels->network->dates; date++) {
        double row[TERMS_MOST] = {0.};
        struct error_parts parts;

        if (!has(error, date))
            continue;
        for (int i = 0; i < error->model->size; i++)
            row[i] = -term_of(error, i)[date];
        take_row(error, row);
        error->functional[date] += 1.;
        parts = parts_of_functional(error);
        sum.pairs += parts.pairs;
        sum.dates += parts.dates;
    }
    return sum;
}

/* The same where all dates hang together, by the traces of the inverse and of its product with the hat matrix. */
static struct error_parts misfit_by_traces(const struct error_model *error)
{
    struct band inverse = error->inverse;
    struct error_parts sum = {0., error->levels->dates - error->model->size};

    band_inverse(error->normal, &inverse);
    for (int date = 0; date < error->levels->network->dates; date++)
        if (!subset_levels_is_ground(error->levels, date))
            sum.pairs += *band_at(&inverse, date, date);
    for (int i = 0; i < error->model->size; i++) {
        double row[TERMS_MOST] = {0.};

        row[i] = 1.;
        take_row(error, row);
        spread_functional(error);
        for (int date = 0; date < error->levels->network->dates; date++)
            if (!subset_levels_is_ground(error->levels, date))
                sum.pairs -= term_of(error, i)[date] * error->spread[date];
    }
    return sum;
}

struct error_parts error_of_misfit(const struct error_model *error)
{
    return error->levels->subsets == 1 ? misfit_by_traces(error) : misfit_date_by_date(error);
}

double error_variance(struct error_parts term, struct error_parts misfit, double pair_variance, double squares)
{
    const double pairs = isnan(pair_variance) ? 0. : pair_variance;
    const double dates = fmax(squares - pairs * misfit.pairs, 0.) / misfit.dates;

    return pairs * term.pairs + dates * term.dates;
}
