#include "landscape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"

enum {
    COARSEST_CELLS = 2500, /* the coarsest grid has about as many */
    STEPS_COARSE = 60,     /* implicit steps on the coarsest grid */
    STEPS_FINE = 18,       /* and on each finer one */
    STEPS_STEADY = 12,     /* the last of them go all the way, until drainage and elevations agree */
    STEPS_COLLAPSE = 2     /* then cliffs fall */
};
static const double STEP_YEARS = 2e5; /* long against the response time of the coarse grids' small basins */
static const double UPLIFT = 1e-3;    /* m/a; only U / K matters for the steady state */
static const double ROUGHNESS = 1.;   /* m, of the first surface and of each refinement */

/* One grid of the pyramid. `lower` holds receivers, `order` cells with every receiver before its donors. */
struct level {
    struct ground ground;
    double *row_lengths; /* owns the four tables of ground */
    float *ksn;
    float *threshold;
    double *z;
    double *area;
    uint32_t *lower;
    uint32_t *order;
    unsigned char *settled;
};

static const int step_row[8] = {-1, 1, 0, 0, -1, -1, 1, 1};
static const int step_col[8] = {0, 0, -1, 1, -1, 1, -1, 1};

double power_045(double a)
{
    /* scaled by powers of 2^20, whose 0.45th power is 2^9, into [1, 2^20); then Newton on x^20 = a^9 */
    double scale = 1., x;

    while (a >= 1048576.) {
        a /= 1048576.;
        scale *= 512.;
    }
    while (a < 1.) {
        a *= 1048576.;
        scale /= 512.;
    }
    x = sqrt(a); /* a^0.5 is above a^0.45, by at most a factor of 2: Newton falls monotonically */
    {
        const double a2 = a * a, a4 = a2 * a2, a9 = a4 * a4 * a;

        for (int i = 0; i < 40; i++) {
            const double x2 = x * x, x4 = x2 * x2, x8 = x4 * x4, x16 = x8 * x8;
            const double next = x - (x16 * x4 - a9) / (20. * x16 * x2 * x);

            if (!(next < x))
                break;
            x = next;
        }
    }
    return scale * x;
}

static double step_length(const struct ground *ground, int row, int k)
{
    if (step_row[k] == 0)
        return ground->east_west[row];
    row += step_row[k] < 0 ? -1 : 0;
    return step_col[k] == 0 ? ground->north_south[row] : ground->diagonal[row];
}

static int on_edge(const struct ground *ground, int row, int col)
{
    return row == 0 || col == 0 || row == ground->rows - 1 || col == ground->cols - 1;
}

/* --- routing: a flood from the edge gives an order in which each cell comes after the one it drains into --- */

struct heap_entry {
    double z;
    uint32_t cell;
};

struct heap {
    struct heap_entry *entry;
    size_t count;
};

static int before(const struct heap_entry *a, const struct heap_entry *b)
{
    return a->z < b->z || (a->z == b->z && a->cell < b->cell);
}

static void heap_push(struct heap *heap, double z, uint32_t cell)
{
    const struct heap_entry moving = {z, cell};
    size_t at = heap->count++;

    while (at > 0 && before(&moving, &heap->entry[(at - 1) / 2])) {
        heap->entry[at] = heap->entry[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap->entry[at] = moving;
}

static struct heap_entry heap_pop(struct heap *heap)
{
    const struct heap_entry top = heap->entry[0], moving = heap->entry[--heap->count];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child >= heap->count)
            break;
        if (child + 1 < heap->count && before(&heap->entry[child + 1], &heap->entry[child]))
            child++;
        if (!before(&heap->entry[child], &moving))
            break;
        heap->entry[at] = heap->entry[child];
        at = child;
    }
    heap->entry[at] = moving;
    return top;
}

/* The steepest lower neighbour, or the cell itself */
static uint32_t steepest(const struct level *level, size_t cell)
{
    const struct ground *ground = &level->ground;
    const int row = (int)(cell / ground->cols);
    double best = 0.;
    uint32_t lower = (uint32_t)cell;

    for (int k = 0; k < 8; k++) {
        const size_t next = cell + (ptrdiff_t)step_row[k] * ground->cols + step_col[k];
        const double slope = (level->z[cell] - level->z[next]) / step_length(ground, row, k);

        if (slope > best) {
            best = slope;
            lower = (uint32_t)next;
        }
    }
    return lower;
}

/* Raises pits a hair above the flood, so that every cell has a lower neighbour; fills `lower` and `order`. */
static enum slide_status route(struct level *level, struct slide_error *error)
{
    const struct ground *ground = &level->ground;
    const size_t cells = (size_t)ground->rows * ground->cols;
    struct heap heap = {malloc(cells * sizeof *heap.entry), 0};
    unsigned char *seen = calloc(cells, 1);
    size_t ordered = 0;

    if (!heap.entry || !seen) {
        free(heap.entry);
        free(seen);
        return slide_out_of_memory(error, (double)cells * (1 + sizeof *heap.entry), "routing the landscape");
    }
    for (size_t cell = 0; cell < cells; cell++)
        if (on_edge(ground, (int)(cell / ground->cols), (int)(cell % ground->cols))) {
            seen[cell] = 1;
            heap_push(&heap, level->z[cell], (uint32_t)cell);
        }
    while (heap.count > 0) {
        const struct heap_entry from = heap_pop(&heap);
        const int row = (int)(from.cell / ground->cols), col = (int)(from.cell % ground->cols);

        level->order[ordered++] = from.cell;
        for (int k = 0; k < 8; k++) {
            const int r = row + step_row[k], c = col + step_col[k];
            const size_t next = (size_t)r * ground->cols + c;

            if (r < 0 || c < 0 || r >= ground->rows || c >= ground->cols || seen[next])
                continue;
            seen[next] = 1;
            if (level->z[next] <= from.z)
                level->z[next] = from.z + 1e-5;
            heap_push(&heap, level->z[next], (uint32_t)next);
        }
    }
    free(heap.entry);
    free(seen);
    for (size_t cell = 0; cell < cells; cell++) {
        const int edge = on_edge(ground, (int)(cell / ground->cols), (int)(cell % ground->cols));

        level->lower[cell] = edge ? (uint32_t)cell : steepest(level, cell);
    }
    return SLIDE_OK;
}

static void accumulate(struct level *level)
{
    const size_t cells = (size_t)level->ground.rows * level->ground.cols;

    for (size_t cell = 0; cell < cells; cell++)
        level->area[cell] = level->ground.area[cell / level->ground.cols];
    for (size_t i = cells; i-- > 0;) {
        const uint32_t cell = level->order[i];

        if (level->lower[cell] != cell)
            level->area[level->lower[cell]] += level->area[cell];
    }
}

static double length_to(const struct level *level, size_t cell, size_t lower)
{
    const struct ground *ground = &level->ground;
    const int row = (int)(cell / ground->cols), to = (int)(lower / ground->cols);
    const int upper = to < row ? to : row;

    if (row == to)
        return ground->east_west[row];
    return cell % ground->cols == lower % ground->cols ? ground->north_south[upper] : ground->diagonal[upper];
}

/* Highest a cell may stand: no steeper than its threshold above any neighbour that is settled already */
static double ceiling(const struct level *level, size_t cell)
{
    const struct ground *ground = &level->ground;
    const int row = (int)(cell / ground->cols);
    double highest = INFINITY;

    for (int k = 0; k < 8; k++) {
        const size_t next = cell + (ptrdiff_t)step_row[k] * ground->cols + step_col[k];

        if (level->settled[next])
            highest = fmin(highest, level->z[next] + level->threshold[cell] * step_length(ground, row, k));
    }
    return highest;
}

/* One implicit step of `years`; infinity gives the steady state on this drainage graph, 0 only lowers what is too steep
 */
static void erode(struct level *level, double years)
{
    const size_t cells = (size_t)level->ground.rows * level->ground.cols;

    memset(level->settled, 0, cells);
    for (size_t i = 0; i < cells; i++) {
        const uint32_t cell = level->order[i], lower = level->lower[cell];

        level->settled[cell] = 1;
        if (lower == cell)
            continue;
        const double d = length_to(level, cell, lower);
        const double steady = level->ksn[cell] / power_045(level->area[cell]);
        double z = level->z[lower] + steady * d;

        if (isfinite(years)) {
            /* F = K A^m dt / d = (U dt) / (steady d) */
            const double f = UPLIFT * years / (steady * d);

            z = (level->z[cell] + UPLIFT * years + f * level->z[lower]) / (1. + f);
        }
        level->z[cell] = fmin(z, ceiling(level, cell));
    }
}

static enum slide_status settle(struct level *level, int steps, struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    for (int step = 0; step <= steps && status == SLIDE_OK; step++) {
        status = route(level, error);
        if (status == SLIDE_OK) {
            accumulate(level);
            erode(level, step + STEPS_STEADY > steps ? INFINITY : STEP_YEARS);
        }
    }
    /* where one basin has just captured another's cells a cliff is left: only the threshold acts on it, no time passes
     */
    for (int step = 0; step < STEPS_COLLAPSE && status == SLIDE_OK; step++) {
        status = route(level, error);
        if (status == SLIDE_OK)
            erode(level, 0.); /* the areas are the last steady step's: without time they do not count */
    }
    return status;
}

/* --- the pyramid --- */

static void level_free(struct level *level)
{
    free(level->row_lengths);
    free(level->ksn);
    free(level->threshold);
    free(level->z);
    free(level->area);
    free(level->lower);
    free(level->order);
    free(level->settled);
}

static int level_allocate(struct level *level, int rows, int cols)
{
    const size_t cells = (size_t)rows * cols;

    memset(level, 0, sizeof *level);
    level->ground.rows = rows;
    level->ground.cols = cols;
    level->row_lengths = malloc(4 * (size_t)rows * sizeof(double));
    level->ksn = malloc(cells * sizeof *level->ksn);
    level->threshold = malloc(cells * sizeof *level->threshold);
    level->z = malloc(cells * sizeof *level->z);
    level->area = malloc(cells * sizeof *level->area);
    level->lower = malloc(cells * sizeof *level->lower);
    level->order = malloc(cells * sizeof *level->order);
    level->settled = malloc(cells);
    return level->row_lengths && level->ksn && level->threshold && level->z && level->area && level->lower &&
           level->order && level->settled;
}

/* Takes every `stride`-th row and column of the whole ground */
static void level_sample(struct level *level, const struct ground *whole, int stride, const float *ksn,
                         const float *threshold)
{
    const int rows = level->ground.rows, cols = level->ground.cols;
    double *lengths = level->row_lengths;

    level->ground.east_west = lengths;
    level->ground.north_south = lengths + rows;
    level->ground.diagonal = lengths + 2 * (size_t)rows;
    level->ground.area = lengths + 3 * (size_t)rows;
    for (int row = 0; row < rows; row++) {
        const int from = row * stride < whole->rows ? row * stride : whole->rows - 1;

        lengths[row] = stride * whole->east_west[from];
        lengths[rows + row] = stride * whole->north_south[from];
        lengths[2 * rows + row] = stride * whole->diagonal[from];
        lengths[3 * rows + row] = (double)stride * stride * whole->area[from];
        for (int col = 0; col < cols; col++) {
            const int at = col * stride < whole->cols ? col * stride : whole->cols - 1;

            level->ksn[(size_t)row * cols + col] = ksn[(size_t)from * whole->cols + at];
            level->threshold[(size_t)row * cols + col] = threshold[(size_t)from * whole->cols + at];
        }
    }
}

static double roughness(uint64_t seed, size_t cell)
{
    struct random_stream stream = random_stream_at(seed, cell);

    return ROUGHNESS * random_uniform(&stream);
}

static void level_start(struct level *level, const struct level *coarser, uint64_t seed, double base)
{
    const int rows = level->ground.rows, cols = level->ground.cols;

    for (int row = 0; row < rows; row++)
        for (int col = 0; col < cols; col++) {
            const size_t cell = (size_t)row * cols + col;
            double z = base;

            if (coarser) {
                const int r = row / 2 < coarser->ground.rows ? row / 2 : coarser->ground.rows - 1;
                const int c = col / 2 < coarser->ground.cols ? col / 2 : coarser->ground.cols - 1;

                z = coarser->z[(size_t)r * coarser->ground.cols + c];
            }
            level->z[cell] = on_edge(&level->ground, row, col) ? base : z + roughness(seed, cell);
        }
}

enum slide_status landscape_solve(const struct ground *ground, uint64_t seed, const float *ksn, const float *threshold,
                                  double base, void (*progress)(int), float *elevation, struct slide_error *error)
{
    const size_t cells = (size_t)ground->rows * ground->cols;
    struct level coarser = {0}, level;
    enum slide_status status = SLIDE_OK;
    int stride = 1;

    if (ground->rows < 3 || ground->cols < 3)
        return slide_fail(error, SLIDE_BAD_INPUT, "A landscape needs 3 rows and columns, not %d x %d.", ground->rows,
                          ground->cols);
    while (cells / ((size_t)4 * stride * stride) >= COARSEST_CELLS)
        stride *= 2;
    for (; stride >= 1 && status == SLIDE_OK; stride /= 2) {
        if (!level_allocate(&level, (ground->rows + stride - 1) / stride, (ground->cols + stride - 1) / stride))
            status = slide_out_of_memory(error, 40. * (double)cells, "the landscape");
        if (status == SLIDE_OK) {
            level_sample(&level, ground, stride, ksn, threshold);
            level_start(&level, coarser.z ? &coarser : NULL, seed + (uint64_t)stride, base);
            status = settle(&level, coarser.z ? STEPS_FINE : STEPS_COARSE, error);
        }
        level_free(&coarser);
        coarser = level;
        if (progress)
            progress(100 / (stride * stride));
    }
    for (size_t cell = 0; cell < cells && status == SLIDE_OK; cell++)
        elevation[cell] = (float)coarser.z[cell];
    level_free(&coarser);
    return status;
}
