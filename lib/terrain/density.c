/** Sums over circles: running sums along each row, and for each cell their differences over the circle's rows. */
#include "terrain/density.h"

#include <math.h>

#include "terrain/straight.h"

#define MOST_SUMS 3

/* Rows of results between two refills of the window of running sums; they are shared among the threads. */
#define BATCH 64

/* Rows and columns of results at a time, so that they and the running sums that they share stay in near caches. */
#define GROUP 4
#define TILE 256

/* What is summed, one at a time: values of one row's cells into `value` [sums][stride apart], of which `cols` count. */
typedef void fill_row(const void *job, int row, double *value, size_t stride);
/* What becomes of the sums [sums][TILE] around `count` cells from `first` on. */
typedef void finish_cells(const void *job, size_t first, int count, double sum[][TILE]);

struct circle_job {
    const struct lattice *lattice;
    double radius;
    int sums;
    fill_row *fill;
    finish_cells *finish;
    const void *maps; /* for fill and finish */
};

/* Running sums of the rows near to those in work. A row's sums start `pad` columns west of the map and end as far east
 * of it, so that no circle needs care at the edge. */
struct window {
    const struct circle_job *job;
    double *south;   /* [rows] m */
    double *running; /* [slots][sums][stride] */
    int pad;
    int slots; /* row r has slot r % slots */
    size_t stride;
    int filled; /* rows filled up to here */
};

static double *running_row(const struct window *window, int row)
{
    return window->running + (size_t)(row % window->slots) * window->job->sums * window->stride;
}

static int first_row_near(const struct window *window, int row)
{
    int first = row;

    while (first > 0 && window->south[row] - window->south[first - 1] <= window->job->radius)
        first--;
    return first;
}

static int last_row_near(const struct window *window, int row)
{
    int last = row;

    while (last + 1 < window->job->lattice->rows && window->south[last + 1] - window->south[row] <= window->job->radius)
        last++;
    return last;
}

/* Columns on either side that the circle around a cell of `row` takes from row `near`; -1 for not even its own. */
static int half_width(const struct window *window, int row, int near)
{
    const struct lattice *lattice = window->job->lattice;
    const double south = window->south[row] - window->south[near];
    const double room = window->job->radius * window->job->radius - south * south;
    const double step = lattice->east_west[row] * lattice->east_west[near];

    return room < 0. ? -1 : (int)fmin(sqrt(room / step), lattice->cols - 1);
}

/* Turns a row's values, which begin at column 0, into running sums over the padded row: 0 first, then one a column. */
static void run_up(const struct window *window, double *running)
{
    const int cols = window->job->lattice->cols, pad = window->pad;
    double *value = running + 1 + pad;

    for (int i = 1; i <= pad; i++) {
        value[-i] = window->job->lattice->wraps ? value[cols - i] : 0.;
        value[cols - 1 + i] = window->job->lattice->wraps ? value[i - 1] : 0.;
    }
    running[0] = 0.;
    for (size_t i = 1; i < window->stride; i++)
        running[i] += running[i - 1];
}

static void fill_window(struct window *window, int last)
{
    const struct circle_job *job = window->job;

#pragma omp parallel for
    for (int row = window->filled; row <= last; row++) {
        double *running = running_row(window, row);

        job->fill(job->maps, row, running + 1 + window->pad, window->stride);
        for (int i = 0; i < job->sums; i++)
            run_up(window, running + (size_t)i * window->stride);
    }
    window->filled = last + 1;
}

/* Adds what row `near` has within the circles around `count` cells of `row` from `col` on. */
static void add_row(const struct window *window, int row, int near, int col, int count, double sum[][TILE])
{
    const struct lattice *lattice = window->job->lattice;
    const int half = half_width(window, row, near), whole_turn = lattice->wraps && half >= lattice->cols - 1 - half;
    const int west = whole_turn ? lattice->cols / 2 : half;
    const int width = whole_turn ? lattice->cols : 2 * half + 1;

    if (half < 0)
        return;
    for (int i = 0; i < window->job->sums; i++) {
        const double *from = running_row(window, near) + i * window->stride + window->pad + col - west;
        const double *to = from + width;
        double *into = sum[i];

#pragma omp simd
        for (int j = 0; j < count; j++)
            into[j] += to[j] - from[j];
    }
}

/* Results of rows `first` to `end` - 1, at most GROUP, in `count` columns from `col` on. */
static void work_tile(const struct window *window, int first, int end, int col, int count)
{
    const struct circle_job *job = window->job;
    const int last_near = last_row_near(window, end - 1);
    double sum[GROUP][MOST_SUMS][TILE] = {{{0.}}};

    for (int near = first_row_near(window, first); near <= last_near; near++)
        for (int row = first; row < end; row++)
            add_row(window, row, near, col, count, sum[row - first]);
    for (int row = first; row < end; row++)
        job->finish(job->maps, (size_t)row * job->lattice->cols + col, count, sum[row - first]);
}

static void work_rows(const struct window *window, int first, int end)
{
    const int cols = window->job->lattice->cols;

    for (int col = 0; col < cols; col += TILE)
        work_tile(window, first, end, col, cols - col < TILE ? cols - col : TILE);
}

static int end_after(const struct lattice *lattice, int row, int count)
{
    return row + count < lattice->rows ? row + count : lattice->rows;
}

/* Works out the window's sizes and makes room. Returns 0 when memory is short. */
static int window_new(const struct circle_job *job, struct window *window)
{
    const struct lattice *lattice = job->lattice;
    double shortest = INFINITY;

    *window = (struct window){.job = job, .south = straight_south(lattice), .slots = 1};
    if (!window->south)
        return 0;
    for (int row = 0; row < lattice->rows; row++)
        shortest = fmin(shortest, lattice->east_west[row]);
    window->pad = (int)fmin(job->radius / shortest + 1., lattice->cols);
    window->stride = (size_t)lattice->cols + 2 * (size_t)window->pad + 1;
    for (int row = 0; row < lattice->rows; row += BATCH) {
        const int last = last_row_near(window, end_after(lattice, row, BATCH) - 1);
        const int rows = last - first_row_near(window, row) + 1;

        window->slots = rows > window->slots ? rows : window->slots;
    }
    window->running = calloc((size_t)window->slots * job->sums * window->stride, sizeof *window->running);
    return window->running != NULL;
}

static enum slide_status sum_circles(const struct circle_job *job, struct slide_error *error)
{
    const struct lattice *lattice = job->lattice;
    struct window window;
    const int ready = window_new(job, &window);

    for (int row = 0; ready && row < lattice->rows; row += BATCH) {
        const int end = end_after(lattice, row, BATCH);

        fill_window(&window, last_row_near(&window, end - 1));
#pragma omp parallel for schedule(dynamic)
        for (int first = row; first < end; first += GROUP)
            work_rows(&window, first, end_after(lattice, first, GROUP));
    }
    free(window.south);
    free(window.running);
    if (ready)
        return SLIDE_OK;
    return slide_out_of_memory(error, 8. * window.slots * job->sums * (double)window.stride, "sums within the radius");
}

struct density_maps {
    const struct lattice *lattice;
    const uint8_t *valid;
    const float *length;
    const float *value;
    float *density;
};

/* Length, times the value if there is one; area. */
static void fill_density(const void *job, int row, double *value, size_t stride)
{
    const struct density_maps *maps = job;
    const int cols = maps->lattice->cols;

    for (int col = 0; col < cols; col++) {
        const size_t cell = (size_t)row * cols + col;
        const double part = maps->value ? (double)maps->length[cell] * maps->value[cell] : maps->length[cell];

        value[col] = isnan(part) ? 0. : part;
        value[stride + col] = maps->valid[cell] ? maps->lattice->area[row] : 0.;
    }
}

static void finish_density(const void *job, size_t first, int count, double sum[][TILE])
{
    const struct density_maps *maps = job;
    const double per_km = 1e3;

    for (int i = 0; i < count; i++)
        maps->density[first + i] = maps->valid[first + i] ? (float)(per_km * sum[0][i] / sum[1][i]) : NAN;
}

enum slide_status channel_density(const struct lattice *lattice, const uint8_t *valid, const float *length,
                                  const float *value, double radius, float *density, struct slide_error *error)
{
    const struct density_maps maps = {lattice, valid, length, value, density};
    const struct circle_job job = {lattice, radius, 2, fill_density, finish_density, &maps};

    return sum_circles(&job, error);
}

struct kernel_maps {
    const struct lattice *lattice;
    const uint8_t *valid;
    const float *value;
    double centre; /* mean of the map, taken off so that squares lose nothing */
    struct kernel_statistics to;
};

/* Count, and first and second moment about the centre. */
static void fill_kernel(const void *job, int row, double *value, size_t stride)
{
    const struct kernel_maps *maps = job;
    const int cols = maps->lattice->cols;

    for (int col = 0; col < cols; col++) {
        const float found = maps->value[(size_t)row * cols + col];
        const double off = isnan(found) ? 0. : found - maps->centre;

        value[col] = !isnan(found);
        value[stride + col] = off;
        value[2 * stride + col] = off * off;
    }
}

static void finish_kernel(const void *job, size_t first, int count, double sum[][TILE])
{
    const struct kernel_maps *maps = job;

    for (int i = 0; i < count; i++) {
        const double cells = maps->valid[first + i] ? sum[0][i] : 0.;
        const double mean = sum[1][i] / cells, square = sum[2][i] / cells;

        if (maps->to.mean)
            maps->to.mean[first + i] = cells > 0. ? (float)(maps->centre + mean) : NAN;
        if (maps->to.deviation)
            maps->to.deviation[first + i] = cells > 0. ? (float)sqrt(fmax(square - mean * mean, 0.)) : NAN;
        if (maps->to.count)
            maps->to.count[first + i] = (uint32_t)cells;
    }
}

static double mean_of(const float *value, size_t cells)
{
    double sum = 0., count = 0.;

    for (size_t cell = 0; cell < cells; cell++)
        if (!isnan(value[cell])) {
            sum += value[cell];
            count++;
        }
    return count > 0. ? sum / count : 0.;
}

enum slide_status channel_kernel(const struct lattice *lattice, const uint8_t *valid, const float *value, double radius,
                                 const struct kernel_statistics *statistics, struct slide_error *error)
{
    const struct kernel_maps maps = {lattice, valid, value, mean_of(value, lattice_cells(lattice)), *statistics};
    const struct circle_job job = {lattice, radius, 3, fill_kernel, finish_kernel, &maps};

    return sum_circles(&job, error);
}
