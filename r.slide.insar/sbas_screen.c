#include "sbas_screen.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

static double positive(const struct options *options, enum option_key key)
{
    const char *answer = option_answer(options, key);
    char *rest;
    const double number = strtod(answer, &rest);

    if (rest == answer || *rest != '\0' || !(number > 0. && isfinite(number)))
        G_fatal_error(_("%s=%s must be a positive number"), options->of[key]->key, answer);
    return number;
}

/* Bytes of one row of all dates. */
static size_t row_bytes(const struct sbas_screen *screen)
{
    return (size_t)screen->filter.dates * Rast_window_cols() * sizeof(float);
}

static double north_south(const struct sbas_screen *screen)
{
    return screen->sizes.north_south[screen->sizes.rows / 2];
}

static int halo_of(const struct sbas_screen *screen)
{
    const int halo = screen_halo(&screen->filter, north_south(screen));

    return halo < screen->sizes.rows ? halo : screen->sizes.rows;
}

/* Series and atmosphere of the rows themselves; of the halo too what is rough in time, and the filter's own sums. */
static void fit_block(struct sbas_screen *screen)
{
    const double row = (double)row_bytes(screen), sums = 24. * Rast_window_cols(), halo = 2. * halo_of(screen);
    const double least = 3. * row + sums + halo * (row + sums);
    const double rows = (screen->memory - halo * (row + sums)) / (3. * row + sums);

    if (rows < 1.)
        G_fatal_error(_("The filter reaches %d rows to both sides, which do not fit into memory=%.0f: give memory=%.0f "
                        "or a smaller filter_distance="),
                      halo_of(screen), screen->memory / 1e6, ceil(least / 1e6));
    screen->block = rows < screen->sizes.rows ? (int)rows : screen->sizes.rows;
}

/* A file that goes with the module, however it ends. */
static int open_nameless(void)
{
    char *path = G_tempfile();
    const int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

    if (file < 0)
        G_fatal_error(_("Unable to write '%s': %s"), path, strerror(errno));
    unlink(path);
    G_free(path);
    return file;
}

struct sbas_screen sbas_screen_of(const struct options *options, const struct network *network, double memory)
{
    const option_set both = WITH(OPTION_FILTER_DAYS) | WITH(OPTION_FILTER_DISTANCE);
    const option_set given = options_given(options);
    struct sbas_screen screen = {.wanted = (given & both) != 0, .memory = memory, .file = -1};
    struct slide_error error;

    screen.text = G_store("");
    if (!screen.wanted)
        return screen;
    if ((given & both) != both)
        G_fatal_error(_("The atmosphere's filter needs %s"), options_text(options, both, _("and")));
    if (!(given & (WITH(OPTION_OUTPUT) | WITH(OPTION_SERIES))))
        G_fatal_error(_("The atmosphere's filter acts on displacements, not on velocities: give output= or series="));
    screen.filter = (struct screen_filter){.dates = network->dates,
                                           .day = network->day,
                                           .days = positive(options, OPTION_FILTER_DAYS),
                                           .distance = positive(options, OPTION_FILTER_DISTANCE)};
    fatal_unless_ok(screen_filter_make(&screen.filter, &error), &error);
    screen.sizes = cell_sizes_of_region();
    fit_block(&screen);
    screen.file = open_nameless();
    G_free(screen.text);
    G_asprintf(&screen.text,
               _("atmosphere taken from the displacements: rough in time beyond %g days, smooth over %g m"),
               screen.filter.days, screen.filter.distance);
    return screen;
}

static off_t place_of(const struct sbas_screen *screen, int row, int part)
{
    return ((off_t)row * 2 + part) * (off_t)row_bytes(screen);
}

static void put_row(const struct sbas_screen *screen, int row, int part, const float *value)
{
    const size_t bytes = row_bytes(screen);

    for (size_t done = 0; done < bytes;) {
        const ssize_t wrote =
            pwrite(screen->file, (const char *)value + done, bytes - done, place_of(screen, row, part) + (off_t)done);

        if (wrote <= 0)
            G_fatal_error(_("Cannot keep the displacements for the filter: %s. Free space where temporary files lie."),
                          strerror(errno));
        done += wrote;
    }
}

static void get_row(const struct sbas_screen *screen, int row, int part, float *value)
{
    const size_t bytes = row_bytes(screen);

    for (size_t done = 0; done < bytes;) {
        const ssize_t got =
            pread(screen->file, (char *)value + done, bytes - done, place_of(screen, row, part) + (off_t)done);

        if (got <= 0)
            G_fatal_error(_("Cannot read the displacements again: %s"), strerror(errno));
        done += got;
    }
}

void sbas_screen_store(struct sbas_screen *screen, const struct sbas_block *block)
{
    const size_t row_cells = (size_t)screen->filter.dates * block->cols;

    for (int row = 0; row < block->rows; row++, screen->next++) {
        put_row(screen, screen->next, 0, block->series + row * row_cells);
        put_row(screen, screen->next, 1, block->rough + row * row_cells);
    }
}

/* Sums of what is taken away. */
struct taken {
    double squares;
    size_t count;
};

/* Takes the atmosphere of one cell away, since its first date. Values are `step` apart from date to date. */
static void take_from_cell(float *series, const float *air, int dates, int step, struct taken *taken)
{
    double first = NAN;

    for (int date = 0; date < dates; date++) {
        float *value = series + (size_t)date * step;
        const double here = air[(size_t)date * step];

        if (isnan(*value) || isnan(here))
            continue;
        if (isnan(first))
            first = here;
        *value = (float)(*value - (here - first));
        taken->squares += (here - first) * (here - first);
        taken->count++;
    }
}

/* Filters the rows of a block, of which `rough` holds those around it too, and takes the result from its series. */
static void take_from_block(const struct sbas_screen *screen, int first, struct screen_rows *rows, float *air,
                            struct sbas_block *block, struct taken *taken)
{
    const int dates = screen->filter.dates, cols = block->cols;
    struct slide_error error;

    rows->count = block->rows;
    fatal_unless_ok(screen_lowpass(&screen->filter, rows, air, &error), &error);
    for (int row = 0; row < block->rows; row++) {
        float *series = block->series + (size_t)row * dates * cols;

        get_row(screen, first + row, 0, series);
        for (int col = 0; col < cols; col++)
            take_from_cell(series + col, air + (size_t)row * dates * cols + col, dates, cols, taken);
        if (block->out[SBAS_OUT_CUMULATIVE])
            memcpy(block->out[SBAS_OUT_CUMULATIVE] + (size_t)row * cols, series + (size_t)(dates - 1) * cols,
                   cols * sizeof(float));
    }
}

void sbas_screen_write(struct sbas_screen *screen, struct sbas_maps *maps, int threads, const char *unit)
{
    const int all = screen->sizes.rows, cols = Rast_window_cols(), halo = halo_of(screen);
    const size_t bytes = row_bytes(screen), row_cells = bytes / sizeof(float);
    float *rough = G_malloc((size_t)(screen->block + 2 * halo) * bytes), *air = G_malloc(screen->block * bytes);
    struct sbas_block block = {.cols = cols, .series = G_malloc(screen->block * bytes)};
    struct taken taken = {0., 0};

    if (sbas_wanted(maps->options, SBAS_OUT_CUMULATIVE))
        block.out[SBAS_OUT_CUMULATIVE] = G_malloc((size_t)screen->block * cols * sizeof(float));
    G_message(_("Filtering the atmosphere in blocks of %d rows and %d to both sides..."), screen->block, halo);
    for (int first = 0; first < all; first += screen->block) {
        const int from = first - halo > 0 ? first - halo : 0;
        const int to = first + screen->block + halo < all ? first + screen->block + halo : all;
        struct screen_rows rows = {.rows = to - from,
                                   .cols = cols,
                                   .rough = rough,
                                   .east_west = screen->sizes.east_west + from,
                                   .north_south = north_south(screen),
                                   .first = first - from,
                                   .threads = threads};

        G_percent(first, all, 2);
        block.rows = all - first < screen->block ? all - first : screen->block;
        for (int row = from; row < to; row++)
            get_row(screen, row, 1, rough + (row - from) * row_cells);
        take_from_block(screen, first, &rows, air, &block, &taken);
        sbas_maps_put(maps, &block);
    }
    G_percent(1, 1, 1);
    if (taken.count > 0)
        G_important_message(_("Atmosphere taken from the displacements: %.4g %s root mean square since the first date"),
                            sqrt(taken.squares / (double)taken.count), unit);
    G_free(rough);
    G_free(air);
    G_free(block.series);
    G_free(block.out[SBAS_OUT_CUMULATIVE]);
}

void sbas_screen_free(struct sbas_screen *screen)
{
    if (screen->wanted) {
        close(screen->file);
        screen_filter_free(&screen->filter);
        cell_sizes_free(&screen->sizes);
    }
    G_free(screen->text);
}
