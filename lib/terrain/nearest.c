/** The distance transform: within rows, then down columns, a block of neighbouring columns at a time. */
#include "terrain/nearest.h"

#include <limits.h>
#include <math.h>

#include "terrain/straight.h"

/* Columns that are worked on together, so that a row of them is one line of the cache. */
#define BLOCK 16

struct transform {
    const struct lattice *lattice;
    const double *south; /* [rows] m */
    const uint8_t *valid;
    float *distance; /* [cells] between the passes: columns east to the nearest target of the row */
    uint32_t *nearest;
};

/* A row's nearest target as seen from one column. */
struct site {
    double stretch; /* m times squared columns; times the east-west length of a row: m2 east-west */
    int row;
    int start; /* first row for which this one is the nearest */
};

/* What one thread works in: a block of columns, each one contiguous, and the envelope of one. */
struct bench {
    float *column;     /* [BLOCK * rows] in: columns east to the target; out: distance */
    uint32_t *nearest; /* [BLOCK * rows] or NULL */
    struct site *site; /* [rows] */
};

/* First and last target column of a row; 0 when there is none. */
static int target_span(const float *mark, int cols, int *first, int *last)
{
    *first = 0;
    *last = cols - 1;
    while (*first < cols && isnan(mark[*first]))
        ++*first;
    while (*last > *first && isnan(mark[*last]))
        --*last;
    return *first < cols;
}

/* Turns a row of marks into columns east to the nearest one, negative to the west, all NaN where there is none. */
static void look_along_row(const struct lattice *lattice, float *mark)
{
    const int cols = lattice->cols;
    int first, last, west, east;

    if (!target_span(mark, cols, &first, &last))
        return;
    west = lattice->wraps ? last - cols : -INT_MAX / 2;
    east = lattice->wraps ? first + cols : INT_MAX / 2;
    for (int col = 0; col < cols; col++) {
        if (!isnan(mark[col]))
            west = col;
        mark[col] = (float)(west - col);
    }
    for (int col = cols - 1; col >= 0; col--) {
        if (mark[col] == 0.f)
            east = col;
        if ((float)(east - col) < -mark[col])
            mark[col] = (float)(east - col);
    }
}

static double square_to(const struct transform *transform, const struct site *site, int row)
{
    const double south = transform->south[row] - transform->south[site->row];

    return south * south + transform->lattice->east_west[row] * site->stretch;
}

/* Whether the southern of two sites is the nearer one at a row. */
static int southern_wins(const struct transform *transform, const struct site *northern, const struct site *southern,
                         int row)
{
    return square_to(transform, southern, row) < square_to(transform, northern, row);
}

/* About where two sites are equally near, taking the rows as evenly spaced and their lengths as that between the two.
 */
static int guess_meeting(const struct transform *transform, const struct site *northern, const struct site *southern)
{
    const int last = transform->lattice->rows - 1;
    const double *south = transform->south;
    const double apart = south[southern->row] - south[northern->row];
    const double length = transform->lattice->east_west[(northern->row + southern->row) / 2];
    const double way = 0.5 * (south[northern->row] + south[southern->row]) +
                       0.5 * length * (southern->stretch - northern->stretch) / apart;

    return (int)fmin(fmax(way / south[last] * last, 0.), last);
}

/* First row where the southern site is the nearer one, past the northern one's start; the number of rows if none. */
static int meeting_row(const struct transform *transform, const struct site *northern, const struct site *southern)
{
    const int guess = guess_meeting(transform, northern, southern);
    int lost = northern->start, won = transform->lattice->rows, step = 1;

    if (guess > lost && southern_wins(transform, northern, southern, guess))
        won = guess;
    else if (guess > lost)
        lost = guess;
    /* from the guess in growing steps to the first row on the other side, then between the two */
    for (const int down = won == guess; won - lost > 1; step *= 2) {
        const int near = down ? won - step : lost + step;
        const int row = near > lost && near < won ? near : lost + (won - lost) / 2;

        if (southern_wins(transform, northern, southern, row))
            won = row;
        else
            lost = row;
    }
    return won;
}

/* The sites that are nearest to some row of a column, from north to south. Returns how many. */
static int lower_envelope(const struct transform *transform, const float *columns_east, struct site *site)
{
    const int rows = transform->lattice->rows;
    int count = 0;

    for (int row = 0; row < rows; row++) {
        const double east = columns_east[row];
        struct site next = {.stretch = transform->lattice->east_west[row] * east * east, .row = row};

        if (isnan(east))
            continue;
        while (count > 0 && southern_wins(transform, &site[count - 1], &next, site[count - 1].start))
            count--;
        if (count > 0)
            next.start = meeting_row(transform, &site[count - 1], &next);
        if (next.start < rows)
            site[count++] = next;
    }
    return count;
}

static uint32_t target_cell(const struct lattice *lattice, int row, int col)
{
    const int turned = col < 0 ? col + lattice->cols : col - lattice->cols;

    return (uint32_t)((size_t)row * lattice->cols + (col >= 0 && col < lattice->cols ? col : turned));
}

/* Replaces a column's offsets by distances. The nearest cells come first: they need the offsets of other rows. */
static void measure_column(const struct transform *transform, int col, struct site *site, float *column,
                           uint32_t *nearest)
{
    const int rows = transform->lattice->rows, count = lower_envelope(transform, column, site);

    for (int row = 0, now = 0; nearest && count && row < rows; row++) {
        now += now + 1 < count && site[now + 1].start == row;
        nearest[row] = target_cell(transform->lattice, site[now].row, col + (int)column[site[now].row]);
    }
    for (int row = 0, now = 0; count && row < rows; row++) {
        now += now + 1 < count && site[now + 1].start == row;
        column[row] = (float)sqrt(square_to(transform, &site[now], row));
    }
}

static void measure_block(const struct transform *transform, int first, const struct bench *bench)
{
    const int rows = transform->lattice->rows, cols = transform->lattice->cols;
    const int width = cols - first < BLOCK ? cols - first : BLOCK;

    for (int row = 0; row < rows; row++)
        for (int i = 0; i < width; i++)
            bench->column[(size_t)i * rows + row] = transform->distance[(size_t)row * cols + first + i];
    for (int i = 0; i < width; i++)
        measure_column(transform, first + i, bench->site, bench->column + (size_t)i * rows,
                       bench->nearest ? bench->nearest + (size_t)i * rows : NULL);
    for (int row = 0; row < rows; row++)
        for (int i = 0; i < width; i++) {
            const size_t cell = (size_t)row * cols + first + i, place = (size_t)i * rows + row;

            transform->distance[cell] = transform->valid[cell] ? bench->column[place] : NAN;
            if (bench->nearest)
                transform->nearest[cell] = isnan(transform->distance[cell]) ? UINT32_MAX : bench->nearest[place];
        }
}

/* Returns 0 when memory is short. */
static int bench_new(const struct transform *transform, struct bench *bench)
{
    const size_t rows = transform->lattice->rows;

    bench->column = malloc(BLOCK * rows * sizeof *bench->column);
    bench->nearest = transform->nearest ? malloc(BLOCK * rows * sizeof *bench->nearest) : NULL;
    bench->site = malloc(rows * sizeof *bench->site);
    return bench->column && bench->site && (bench->nearest || !transform->nearest);
}

static void bench_free(struct bench *bench)
{
    free(bench->column);
    free(bench->nearest);
    free(bench->site);
}

/* Returns 0 when memory is short. */
static int measure(const struct transform *transform)
{
    const struct lattice *lattice = transform->lattice;
    int short_of_memory = 0;

#pragma omp parallel reduction(| : short_of_memory)
    {
        struct bench bench;

        short_of_memory = !bench_new(transform, &bench);
#pragma omp for
        for (int row = 0; row < lattice->rows; row++)
            look_along_row(lattice, transform->distance + (size_t)row * lattice->cols);
#pragma omp for schedule(dynamic)
        for (int col = 0; col < lattice->cols; col += BLOCK)
            if (!short_of_memory)
                measure_block(transform, col, &bench);
        bench_free(&bench);
    }
    return !short_of_memory;
}

enum slide_status nearest_distance(const struct lattice *lattice, const uint8_t *valid, float *distance,
                                   uint32_t *nearest, struct slide_error *error)
{
    double *south = straight_south(lattice);
    const struct transform transform = {
        .lattice = lattice, .south = south, .valid = valid, .distance = distance, .nearest = nearest};
    const int done = south && measure(&transform);

    free(south);
    return done ? SLIDE_OK : slide_out_of_memory(error, 144. * lattice->rows, "distances to the nearest channel");
}
