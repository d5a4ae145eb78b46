/** Expected differences by sums over a window that slides along rows, and costs. */
#include "radar/unwrap_cost.h"

#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sf_dilog.h>

enum { REACH = 5, WINDOW = 2 * REACH + 1, BLOCK_ROWS = 64, TABLE_STEPS = 1000 };

static const double AGREE = 0.4;

/* Sums over wrapped differences d. */
struct resultant {
    double cosine;
    double sine;
    double count;
};

/* The rows of a window, of differences in one direction. */
struct window {
    const struct wrapped_phase *phase;
    int southward;
    struct resultant *row;    /* [WINDOW * cols] row r of the map is row r % WINDOW */
    struct resultant *column; /* [cols] sums down the window */
};

static void fill_row(struct window *window, int row)
{
    const struct wrapped_phase *phase = window->phase;
    struct resultant *into = window->row + (size_t)((row + WINDOW) % WINDOW) * phase->cols;

    memset(into, 0, phase->cols * sizeof *into);
    if (row < 0 || row + window->southward >= phase->rows)
        return;
    for (int col = 0; col + !window->southward < phase->cols; col++) {
        const float *cell = phase->value + (size_t)row * phase->cols + col;
        const float difference = cell[window->southward ? phase->cols : 1] - *cell;

        if (!isnan(difference))
            into[col] = (struct resultant){cosf(difference), sinf(difference), 1.};
    }
}

static void add(struct resultant *sum, const struct resultant *other, double sign)
{
    sum->cosine += sign * other->cosine;
    sum->sine += sign * other->sine;
    sum->count += sign * other->count;
}

static void sum_columns(struct window *window)
{
    const int cols = window->phase->cols;

    memset(window->column, 0, cols * sizeof *window->column);
    for (int row = 0; row < WINDOW; row++)
        for (int col = 0; col < cols; col++)
            add(&window->column[col], &window->row[(size_t)row * cols + col], 1.);
}

/* The cycles that bring a difference within half a cycle of the expected one. */
static int expected_jump(const struct resultant *sum, double agreement, float from, float to)
{
    const double expected = agreement < AGREE ? 0. : atan2(sum->sine, sum->cosine);

    return phase_jump(from + expected, to);
}

static void price_pair(const struct window *window, const struct resultant *sum, size_t pair,
                       const struct pair_prior *prior)
{
    const float *value = window->phase->value;
    double agreement;

    prior->jump[pair] = 0;
    prior->cost[pair] = 0;
    if (!pair_holds(window->phase, pair))
        return;
    agreement = hypot(sum->cosine, sum->sine) / sum->count;
    prior->jump[pair] = (int8_t)expected_jump(sum, agreement, value[pair / 2], value[pair_other(window->phase, pair)]);
    prior->cost[pair] = (uint8_t)rint(1. + (UNWRAP_COST_MOST - 1) * fmin(1., agreement * agreement));
}

static void price_row(struct window *window, int row, const struct pair_prior *prior)
{
    const int cols = window->phase->cols;
    struct resultant sum = {0., 0., 0.};

    sum_columns(window);
    for (int col = 0; col < REACH && col < cols; col++)
        add(&sum, &window->column[col], 1.);
    for (int col = 0; col < cols; col++) {
        if (col + REACH < cols)
            add(&sum, &window->column[col + REACH], 1.);
        if (col > REACH)
            add(&sum, &window->column[col - REACH - 1], -1.);
        price_pair(window, &sum, 2 * ((size_t)row * cols + col) + window->southward, prior);
    }
}

/* Some rows, in one direction. Returns 0 when memory is short. */
static int price_block(const struct wrapped_phase *phase, int first, int southward, const struct pair_prior *prior)
{
    const int end = first + BLOCK_ROWS < phase->rows ? first + BLOCK_ROWS : phase->rows;
    struct window window = {phase, southward, malloc((WINDOW + 1) * (size_t)phase->cols * sizeof *window.row), NULL};

    if (!window.row)
        return 0;
    window.column = window.row + WINDOW * (size_t)phase->cols;
    for (int row = first - REACH; row < first + REACH; row++)
        fill_row(&window, row);
    for (int row = first; row < end; row++) {
        fill_row(&window, row + REACH);
        price_row(&window, row, prior);
    }
    free(window.row);
    return 1;
}

/* Variance of single-look phase at TABLE_STEPS + 1 coherences from 0 to 1. */
static void fill_variances(double *variance)
{
    for (int step = 0; step <= TABLE_STEPS; step++) {
        const double coherence = (double)step / TABLE_STEPS, arc = asin(coherence);

        variance[step] = M_PI * M_PI / 3. - M_PI * arc + arc * arc - gsl_sf_dilog(coherence * coherence) / 2.;
    }
}

static int table_step(float coherence)
{
    return isnan(coherence) ? 0 : (int)rint(TABLE_STEPS * fmin(1., fmax(0., coherence)));
}

static void price_by_coherence(const struct wrapped_phase *phase, const float *coherence, uint8_t *cost)
{
    const size_t pairs = 2 * phase_cells(phase);
    double variance[TABLE_STEPS + 1];

    fill_variances(variance);
    for (size_t pair = 0; pair < pairs; pair++)
        if (pair_holds(phase, pair)) {
            const double sum =
                variance[table_step(coherence[pair / 2])] + variance[table_step(coherence[pair_other(phase, pair)])];

            const double certainty = fmin(UNWRAP_COST_MOST, PHASE_CYCLE * PHASE_CYCLE / fmax(sum, 1e-3));

            cost[pair] = (uint8_t)fmax(1., rint(certainty * cost[pair] / UNWRAP_COST_MOST));
        }
}

enum slide_status unwrap_prior(const struct wrapped_phase *phase, const float *coherence,
                               const struct pair_prior *prior, struct slide_error *error)
{
    int failed = 0;

#pragma omp parallel for reduction(| : failed)
    for (int first = 0; first < phase->rows; first += BLOCK_ROWS)
        failed |= !price_block(phase, first, 0, prior) || !price_block(phase, first, 1, prior);
    if (failed)
        return slide_out_of_memory(error, (WINDOW + 1.) * sizeof(struct resultant) * phase->cols, "unwrapping");
    if (coherence)
        price_by_coherence(phase, coherence, prior->cost);
    return SLIDE_OK;
}
