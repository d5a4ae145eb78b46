#define _GNU_SOURCE /* strchrnul */
#include "grass/output.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

static const char **guarded = NULL;
static int guarded_count = 0;

static void remove_guarded(void *unused)
{
    static const char *const elements[] = {"cell", "fcell", "cats", "colr", "colr2", "hist", "cell_misc", "cellhd"};

    (void)unused;
    for (int i = 0; i < guarded_count; i++)
        for (size_t e = 0; e < sizeof elements / sizeof *elements; e++)
            G_remove(elements[e], guarded[i]);
    guarded_count = 0;
}

void map_guard(const char *name)
{
    if (!guarded)
        G_add_error_handler(remove_guarded, NULL);
    guarded = G_realloc(guarded, (guarded_count + 1) * sizeof *guarded);
    guarded[guarded_count++] = name;
}

void maps_kept(void)
{
    guarded_count = 0;
}

static int output_open(const struct map_output *output)
{
    return output->cell ? Rast_open_fp_new(output->name) : Rast_open_c_new(output->name);
}

static void output_put_row(const struct map_output *output, int map, int row, int cols)
{
    const size_t start = (size_t)row * cols;

    if (output->category) {
        Rast_put_c_row(map, output->category + start);
        return;
    }
    /* a copy, because GRASS wants its own bit pattern for null, not any NaN */
    FCELL *cells = G_malloc(cols * sizeof *cells);

    for (int col = 0; col < cols; col++) {
        if (isnan(output->cell[start + col]))
            Rast_set_f_null_value(&cells[col], 1);
        else
            cells[col] = output->cell[start + col];
    }
    Rast_put_f_row(map, cells);
    G_free(cells);
}

void maps_write(const struct map_output *outputs, int count)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    int *maps = G_malloc(count * sizeof *maps);

    for (int i = 0; i < count; i++)
        if (outputs[i].name)
            maps[i] = output_open(&outputs[i]);
    for (int i = 0; i < count; i++) {
        if (!outputs[i].name)
            continue;
        G_verbose_message(_("Writing raster map <%s>..."), outputs[i].name);
        for (int row = 0; row < rows; row++) {
            G_percent(row, rows, 10);
            output_put_row(&outputs[i], maps[i], row, cols);
        }
        G_percent(1, 1, 1);
    }
    for (int i = 0; i < count; i++) {
        if (!outputs[i].name)
            continue;
        map_guard(outputs[i].name);
        Rast_close(maps[i]);
        map_describe(outputs[i].name, &outputs[i].description);
    }
    maps_kept();
    G_free(maps);
}

/* Values beyond the table's two ends, where a map is wider than what is shown, keep the end's colour. */
static void extend_colors(struct Colors *colors, DCELL end, DCELL beyond)
{
    int red, green, blue;

    Rast_get_d_color(&end, &red, &green, &blue, colors);
    Rast_add_d_color_rule(&end, red, green, blue, &beyond, red, green, blue, colors);
}

static void write_colors(const char *name, const struct map_description *description)
{
    double low = description->color_low, high = description->color_high;
    struct FPRange range;
    struct Colors colors;
    DCELL smallest, largest;

    if (!description->colors || Rast_read_fp_range(name, G_mapset(), &range) < 0)
        return;
    Rast_get_fp_range_min_max(&range, &smallest, &largest);
    if (Rast_is_d_null_value(&smallest))
        return; /* an all-null map has nothing to colour */
    if (description->symmetric) {
        high = fmax(fabs(smallest), fabs(largest));
        low = -high;
    }
    if (isnan(low))
        low = smallest;
    if (isnan(high))
        high = largest;
    if (!(low < high))
        high = low + 1.;
    Rast_make_fp_colors(&colors, description->colors, low, high);
    if (smallest < low)
        extend_colors(&colors, low, smallest);
    if (largest > high)
        extend_colors(&colors, high, largest);
    Rast_write_colors(name, G_mapset(), &colors);
    Rast_free_colors(&colors);
}

static void append_lines(struct History *history, const char *lines)
{
    while (lines && *lines) {
        const char *end = strchrnul(lines, '\n');

        Rast_append_format_history(history, "%.*s", (int)(end - lines), lines);
        lines = *end ? end + 1 : end;
    }
}

void map_describe(const char *name, const struct map_description *description)
{
    struct History history;

    if (description->title)
        Rast_put_cell_title(name, description->title);
    if (description->units)
        Rast_write_units(name, description->units);
    if (description->semantic_label)
        Rast_write_semantic_label(name, description->semantic_label);
    write_colors(name, description);

    Rast_short_history(name, "raster", &history);
    if (description->source)
        Rast_set_history(&history, HIST_DATSRC_1, description->source);
    append_lines(&history, description->history);
    Rast_command_history(&history);
    Rast_write_history(name, &history);
}
