#include "slide_shape.h"

#include <math.h>
#include <stdlib.h>

/* 240 m to 1.2 km long, 90 to 300 m wide at the foot, with cells of 30 m */
const struct slide_size slide_sizes[SLIDE_SIZES] = {{8, 1.5, 0.4}, {14, 2.5, 0.3}, {24, 3.5, 0.2}, {40, 5., 0.1}};

enum { AROUND = 3 }; /* cells: the slope that a landslide follows is that of 7 x 7 */

static const double CELL_SIZE = 30.; /* m, nominal */
static const double REACH =
    0.364; /* tangent of 20 degrees: the angle of reach, drop by run, at which it comes to rest */

enum slide_status slide_shaper_make(struct slide_shaper *shaper, const struct event *event, struct slide_error *error)
{
    const size_t cells = (size_t)event->rows * event->cols;

    *shaper = (struct slide_shaper){.event = event};
    shaper->stamp = calloc(cells, sizeof *shaper->stamp);
    shaper->cell = malloc(cells * sizeof *shaper->cell);
    shaper->size = malloc(cells);
    if (!shaper->stamp || !shaper->cell || !shaper->size)
        return slide_out_of_memory(error, 13. * (double)cells, "the landslides' shapes");
    return SLIDE_OK;
}

/* What the discs of all sizes reach `step` cells down the way, squared; below 0 where a size does not come that far */
static void disc_reaches(int step, double squared[SLIDE_SIZES])
{
    for (int size = 0; size < SLIDE_SIZES; size++) {
        const struct slide_size *a = &slide_sizes[size];
        const double radius = a->radius * (0.5 + 0.5 * step / a->length);

        squared[size] = step <= a->length ? radius * radius : -1.;
    }
}

static int smallest_size(const double squared[SLIDE_SIZES], int distance)
{
    int size = 0;

    while (size < SLIDE_SIZES && distance > squared[size])
        size++;
    return size;
}

static void cover(struct slide_shaper *shaper, size_t cell, int size)
{
    if (isnan(shaper->event->slope[cell]) || size == SLIDE_SIZES)
        return;
    if (shaper->stamp[cell] != shaper->tongues) {
        shaper->stamp[cell] = shaper->tongues;
        shaper->cell[shaper->count++] = cell;
        shaper->size[cell] = (signed char)size;
    } else if (size < shaper->size[cell])
        shaper->size[cell] = (signed char)size;
}

static void cover_disc(struct slide_shaper *shaper, int row, int col, int step)
{
    const int rows = shaper->event->rows, cols = shaper->event->cols;
    const size_t centre = (size_t)row * cols + col;
    double squared[SLIDE_SIZES];

    disc_reaches(step, squared);
    const int reach = (int)sqrt(squared[SLIDE_SIZES - 1]);

    for (int south = -reach; south <= reach; south++)
        for (int east = -reach; east <= reach; east++)
            if (row + south >= 0 && row + south < rows && col + east >= 0 && col + east < cols)
                cover(shaper, centre + (ptrdiff_t)south * cols + east,
                      smallest_size(squared, south * south + east * east));
}

/* Unit vector down the slope around a cell, in columns and rows, or zero: central differences over a window, as far as
 * it lies in the region */
static void downhill(const struct event *event, int row, int col, double *east, double *south)
{
    double dx = 0., dy = 0.;

    for (int r = row - AROUND; r <= row + AROUND; r++)
        for (int c = col - AROUND; c <= col + AROUND; c++)
            if (r > 0 && r < event->rows - 1 && c > 0 && c < event->cols - 1) {
                const float *z = event->elevation + (size_t)r * event->cols + c;

                dx += (double)z[-1] - z[1];
                dy += (double)z[-event->cols] - z[event->cols];
            }
    const double length = sqrt(dx * dx + dy * dy);

    *east = length > 0. ? dx / length : 0.;
    *south = length > 0. ? dy / length : 0.;
}

void slide_shape(struct slide_shaper *shaper, size_t crown)
{
    const struct event *event = shaper->event;
    const int row = (int)(crown / event->cols), col = (int)(crown % event->cols);
    const double height = event->elevation[crown];
    double east, south;

    shaper->count = 0;
    shaper->tongues++;
    cover_disc(shaper, row, col, 0);
    downhill(event, row, col, &east, &south);
    for (int step = 1; step <= slide_sizes[SLIDE_SIZES - 1].length; step++) {
        const double r = floor(row + step * south + 0.5), c = floor(col + step * east + 0.5);

        if (r < 0. || r >= event->rows || c < 0. || c >= event->cols)
            return;
        const double here = event->elevation[(size_t)r * event->cols + (size_t)c];

        /* a step is forgiven, since the nearest cell may lie higher than the way */
        if (height - here < (step - 1) * CELL_SIZE * REACH)
            return;
        cover_disc(shaper, (int)r, (int)c, step);
    }
}

void slide_shaper_free(struct slide_shaper *shaper)
{
    free(shaper->stamp);
    free(shaper->cell);
    free(shaper->size);
}
