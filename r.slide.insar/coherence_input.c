#include "coherence_input.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

enum { LEAST_IMAGES = 6 }; /* before the event, as in Burrows et al. (2020) */

/* "3x5", or "3" for "3x3" */
static void parse_size(const struct options *options, enum option_key key, int odd, size_t *rows, size_t *cols)
{
    const char *chosen = option_answer(options, key),
               *answer = chosen ? chosen : "3x3"; /* window= has no default of its own */
    unsigned down = 0, across = 0;
    char rest;
    const int found = strchr(answer, 'x') ? sscanf(answer, "%5ux%5u%c", &down, &across, &rest)
                                          : sscanf(answer, "%5u%c", &down, &rest) + 1;

    if (!strchr(answer, 'x'))
        across = down;
    if (found != 2 || strchr(answer, '-') || down == 0 || across == 0 || (odd && (down % 2 == 0 || across % 2 == 0)))
        G_fatal_error(_("%s%s is no size: give rows x columns%s, such as %s"), options_text(options, WITH(key), ""),
                      answer, odd ? _(", both odd") : "", odd ? "3x3" : "2x7");
    *rows = down;
    *cols = across;
}

static double parse_between(const struct options *options, enum option_key key, double low, double high)
{
    const double value = atof(option_answer(options, key));

    if (!(value >= low && value <= high))
        G_fatal_error(_("%s%s must be from %g to %g"), options_text(options, WITH(key), ""),
                      option_answer(options, key), low, high);
    return value;
}

static size_t answers_of(const struct options *options, enum option_key key)
{
    size_t count = 0;

    while (options->of[key]->answers && options->of[key]->answers[count])
        count++;
    return count;
}

static char *joined(char **names)
{
    char *text = G_store("");

    for (int i = 0; names[i]; i++) {
        char *longer = NULL;

        G_asprintf(&longer, "%s%s%s", text, i > 0 ? ", " : "", names[i]);
        G_free(text);
        text = longer;
    }
    return text;
}

static void refuse_other_than_two(const struct options *options, enum option_key key)
{
    if (answers_of(options, key) != 2)
        G_fatal_error(_("%s needs two names, the earlier image and the later one: it has %zu"),
                      options_text(options, WITH(key), ""), answers_of(options, key));
}

static void open_pair(const struct options *options, struct coherence_input *input)
{
    char **files = options->of[OPTION_IMAGES]->answers, **real = options->of[OPTION_REAL]->answers;
    char **imaginary = options->of[OPTION_IMAGINARY]->answers;

    if (!files == !(real || imaginary) || !real != !imaginary)
        G_fatal_error(_("operation=%s needs either images= or both of real= and imaginary="),
                      options->operation->answer);
    for (enum option_key key = OPTION_IMAGES; key <= OPTION_IMAGINARY; key++)
        if (option_answer(options, key))
            refuse_other_than_two(options, key);
    for (int i = 0; i < 2; i++)
        input->pair[i] =
            files ? complex_image_of_file(files[i]) : complex_image_of_maps(real[i], imaginary[i], &input->maps_window);
    input->sources = joined(files ? files : real);
    complex_image_refuse_other_grid(&input->pair[1], &input->pair[0]);
}

/* A raster map, or else a file: no map has a slash in its name */
static void open_simulated(const struct options *options, struct coherence_input *input)
{
    const char *name = option_answer(options, OPTION_SIMULATED);

    if (!name)
        return;
    input->has_simulated = 1;
    input->simulated = !strchr(name, '/') && G_find_raster2(name, "")
                           ? complex_image_of_maps(name, NULL, &input->maps_window)
                           : real_image_of_file(name);
    complex_image_refuse_other_grid(&input->simulated, &input->pair[0]);
}

static void open_before(const struct options *options, struct coherence_input *input)
{
    const int files = option_answer(options, OPTION_BEFORE) != NULL;
    const enum option_key key = files ? OPTION_BEFORE : OPTION_BEFORE_AMPLITUDE;
    char **names = options->of[key]->answers;

    if (files == (option_answer(options, OPTION_BEFORE_AMPLITUDE) != NULL))
        G_fatal_error(_("Siblings need either before= or before_amplitude="));
    input->images = answers_of(options, key);
    if (input->images < LEAST_IMAGES)
        G_fatal_error(_("%s has %zu images: siblings need %d or more from before the event"),
                      options_text(options, WITH(key), ""), input->images, LEAST_IMAGES);
    input->before = G_calloc(input->images, sizeof *input->before);
    for (size_t i = 0; i < input->images; i++) {
        input->before[i] =
            files ? complex_image_of_file(names[i]) : complex_image_of_maps(names[i], NULL, &input->maps_window);
        complex_image_refuse_other_grid(&input->before[i], &input->pair[0]);
    }
    input->sibling_names = joined(names);
}

static void prepare_siblings(const struct options *options, struct coherence_input *input)
{
    const double level = parse_between(options, OPTION_SIBLING_LEVEL, 0.0001, 0.9999);
    struct slide_error error;

    parse_size(options, OPTION_SIBLING_WINDOW, 1, &input->window.rows, &input->window.cols);
    input->window.least = (size_t)parse_between(options, OPTION_SIBLINGS_LEAST, 1., 1e6);
    open_before(options, input);
    fatal_unless_ok(sibling_test_make(sibling_method_find(option_answer(options, OPTION_SIBLING_TEST)), input->images,
                                      level, &input->test, &error),
                    &error);
}

struct coherence_input coherence_input_open(const struct options *options, int siblings)
{
    struct coherence_input input = {.before = NULL};

    parse_size(options, OPTION_WINDOW, 1, &input.estimator.window_rows, &input.estimator.window_cols);
    parse_size(options, OPTION_LOOKS, 0, &input.estimator.look_rows, &input.estimator.look_cols);
    input.oversampling = parse_between(options, OPTION_OVERSAMPLING, 1., 1000.);
    input.looks = estimator_pixels(&input.estimator) / input.oversampling;
    if (estimator_pixels(&input.estimator) < 2.)
        G_fatal_error(_("Coherence of a single pixel is always 1: give a larger window= or looks="));
    if (strcmp(option_answer(options, OPTION_BIAS), "touzi") == 0 && input.looks <= 1.)
        G_fatal_error(_("bias=touzi needs more than one independent look: window= and looks= hold %g"), input.looks);
    open_pair(options, &input);
    open_simulated(options, &input);
    if ((int)input.estimator.look_rows > input.pair[0].grid.rows ||
        (int)input.estimator.look_cols > input.pair[0].grid.cols)
        G_fatal_error(_("looks= is larger than the images of %d x %d pixels"), input.pair[0].grid.rows,
                      input.pair[0].grid.cols);
    if (siblings)
        prepare_siblings(options, &input);
    else if (option_answer(options, OPTION_BEFORE) || option_answer(options, OPTION_BEFORE_AMPLITUDE))
        G_important_message(_("Images before the event are not used by these outputs"));
    return input;
}

void coherence_input_close(struct coherence_input *input)
{
    for (int i = 0; i < 2; i++)
        complex_image_close(&input->pair[i]);
    if (input->has_simulated)
        complex_image_close(&input->simulated);
    for (size_t i = 0; i < input->images; i++)
        complex_image_close(&input->before[i]);
    if (input->before)
        sibling_test_free(&input->test);
    G_free(input->before);
}

/* The cells of the estimate: whole ones only */
static struct image_grid grid_of_estimate(const struct coherence_input *input)
{
    struct image_grid grid = input->pair[0].grid;

    grid.rows /= (int)input->estimator.look_rows;
    grid.cols /= (int)input->estimator.look_cols;
    grid.row_height *= (double)input->estimator.look_rows;
    grid.col_width *= (double)input->estimator.look_cols;
    return grid;
}

static void tell_other_cells(const struct image_grid *grid, const struct Cell_head *region)
{
    const double down = (grid->north - region->north) / grid->row_height;
    const double across = (region->west - grid->west) / grid->col_width;
    char north[64], south[64], east[64], west[64];

    if (fabs(region->ns_res / grid->row_height - 1.) < 1e-6 && fabs(region->ew_res / grid->col_width - 1.) < 1e-6 &&
        fabs(down - rint(down)) < 1e-3 && fabs(across - rint(across)) < 1e-3)
        return;
    snprintf(north, sizeof north, "%.12g", grid->north);
    snprintf(south, sizeof south, "%.12g", grid->north - grid->rows * grid->row_height);
    snprintf(west, sizeof west, "%.12g", grid->west);
    snprintf(east, sizeof east, "%.12g", grid->west + grid->cols * grid->col_width);
    G_important_message(
        _("The region's cells are not those of the estimate: each takes the one that its centre lies in. "
          "For all of them: g.region n=%s s=%s w=%s e=%s rows=%d cols=%d"),
        north, south, west, east, grid->rows, grid->cols);
}

/* Fills `at` with the estimate's rows or columns under the centres of the region's; -1 outside */
static void find_places(int *at, int count, double start, double step, int cells, int *first, int *end)
{
    *first = cells;
    *end = 0;
    for (int i = 0; i < count; i++) {
        const double place = floor(start + (i + 0.5) * step);

        at[i] = place >= 0. && place < cells ? (int)place : -1;
        if (at[i] >= 0 && at[i] < *first)
            *first = at[i];
        if (at[i] >= *end)
            *end = at[i] + 1;
    }
}

static double west_beside(const struct image_grid *grid, const struct Cell_head *region)
{
    double west = region->west;

    if (G_projection() == PROJECTION_LL)
        while (west + 360. < grid->west + grid->cols * grid->col_width)
            west += 360.;
    if (G_projection() == PROJECTION_LL)
        while (west - 360. + (region->east - region->west) > grid->west)
            west -= 360.;
    return west;
}

struct coherence_places coherence_places_of(const struct coherence_input *input)
{
    const struct image_grid grid = grid_of_estimate(input);
    struct coherence_places places;
    struct Cell_head region;
    int reach, right;

    Rast_get_output_window(&region);
    places.rows = region.rows;
    places.cols = region.cols;
    places.row = G_malloc(region.rows * sizeof *places.row);
    places.col = G_malloc(region.cols * sizeof *places.col);
    find_places(places.row, region.rows, (grid.north - region.north) / grid.row_height, region.ns_res / grid.row_height,
                grid.rows, &places.first_row, &places.end_row);
    find_places(places.col, region.cols, (west_beside(&grid, &region) - grid.west) / grid.col_width,
                region.ew_res / grid.col_width, grid.cols, &places.first_col, &places.end_col);
    if (places.first_row >= places.end_row || places.first_col >= places.end_col)
        G_fatal_error(
            _("The current region and the images do not meet: '%s' reaches from %.12g to %.12g north and from "
              "%.12g to %.12g east"),
            input->pair[0].name, grid.north - grid.rows * grid.row_height, grid.north, grid.west,
            grid.west + grid.cols * grid.col_width);
    tell_other_cells(&grid, &region);
    reach = (int)input->estimator.window_cols / 2;
    if (input->before && (int)input->window.cols / 2 > reach)
        reach = (int)input->window.cols / 2;
    places.reach_left = places.first_col < reach ? places.first_col : reach;
    right = places.end_col + reach < grid.cols ? places.end_col + reach : grid.cols;
    places.read_cols = right - places.first_col + places.reach_left;
    for (int col = 0; col < region.cols; col++)
        if (places.col[col] >= 0)
            places.col[col] -= places.first_col - places.reach_left;
    return places;
}

void coherence_places_free(struct coherence_places *places)
{
    G_free(places->row);
    G_free(places->col);
}
