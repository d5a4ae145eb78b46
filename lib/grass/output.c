#define _GNU_SOURCE /* strchrnul */
#include "grass/output.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/interrupt.h"

/* a map of this mapset, or a file */
struct guarded {
    char *name;
    bool is_file;
};

static struct guarded *guarded = NULL;
static int guarded_count = 0;

static void remove_map(const char *name)
{
    static const char *const elements[] = {"cell", "fcell", "cats", "colr", "colr2", "hist", "cell_misc", "cellhd"};

    for (size_t e = 0; e < sizeof elements / sizeof *elements; e++)
        G_remove(elements[e], name);
}

static void remove_guarded(void *unused)
{
    (void)unused;
    for (int i = 0; i < guarded_count; i++)
        if (guarded[i].is_file)
            unlink(guarded[i].name);
        else
            remove_map(guarded[i].name);
    guarded_count = 0;
}

static void guard(const char *name, bool is_file)
{
    if (!guarded)
        G_add_error_handler(remove_guarded, NULL);
    guarded = G_realloc(guarded, (guarded_count + 1) * sizeof *guarded);
    guarded[guarded_count++] = (struct guarded){G_store(name), is_file};
}

void map_guard(const char *name)
{
    guard(name, false);
}

void file_guard(const char *path)
{
    guard(path, true);
}

void maps_kept(void)
{
    interrupt_check();
    maps_final();
}

void maps_final(void)
{
    interrupt_resume();
    guarded_count = 0;
}

struct map_under_way {
    const char *name;
    int file;
    struct map_description description;
};

void map_set_add(struct map_set *set, const char *name, enum map_type type, map_row row, const void *source,
                 const struct map_description *description)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols();
    const RASTER_MAP_TYPE cell_type = type == MAP_FLOATS ? FCELL_TYPE : CELL_TYPE;
    const int file = type == MAP_FLOATS ? Rast_open_fp_new(name) : Rast_open_c_new(name);
    void *cells = Rast_allocate_buf(cell_type);

    G_verbose_message(_("Writing raster map <%s>..."), name);
    for (int r = 0; r < rows; r++) {
        G_percent(r, rows, 10);
        row(source, r, cols, cells);
        Rast_put_row(file, cells, cell_type);
    }
    G_percent(1, 1, 1);
    G_free(cells);
    set->map = G_realloc(set->map, (set->count + 1) * sizeof *set->map);
    set->map[set->count++] = (struct map_under_way){name, file, *description};
}

/* A copy, because GRASS wants its own bit pattern for null, not any NaN. */
static void row_of_floats(const void *source, int row, int cols, void *cells)
{
    const float *value = (const float *)source + (size_t)row * cols;
    FCELL *cell = cells;

    for (int col = 0; col < cols; col++)
        if (isnan(value[col]))
            Rast_set_f_null_value(&cell[col], 1);
        else
            cell[col] = value[col];
}

static void row_of_categories(const void *source, int row, int cols, void *cells)
{
    memcpy(cells, (const int *)source + (size_t)row * cols, cols * sizeof(CELL));
}

void map_set_add_floats(struct map_set *set, const char *name, const float *cell,
                        const struct map_description *description)
{
    map_set_add(set, name, MAP_FLOATS, row_of_floats, cell, description);
}

static void row_of_numbers(const void *source, int row, int cols, void *cells)
{
    const int *number = (const int *)source + (size_t)row * cols;
    CELL *cell = cells;

    for (int col = 0; col < cols; col++)
        if (number[col])
            cell[col] = number[col];
        else
            Rast_set_c_null_value(&cell[col], 1);
}

void map_set_add_numbers(struct map_set *set, const char *name, const int *number,
                         const struct map_description *description)
{
    map_set_add(set, name, MAP_CATEGORIES, row_of_numbers, number, description);
}

void map_set_close(struct map_set *set)
{
    interrupt_defer();
    for (int i = 0; i < set->count; i++) {
        interrupt_check();
        map_guard(set->map[i].name);
        Rast_close(set->map[i].file);
        map_describe(set->map[i].name, &set->map[i].description);
    }
    G_free(set->map);
    *set = (struct map_set){NULL, 0};
}

void maps_write(const struct map_output *outputs, int count)
{
    struct map_set set = {NULL, 0};

    for (int i = 0; i < count; i++) {
        const struct map_output *output = &outputs[i];

        if (output->name && output->cell)
            map_set_add_floats(&set, output->name, output->cell, &output->description);
        else if (output->name)
            map_set_add(&set, output->name, MAP_CATEGORIES, row_of_categories, output->category, &output->description);
    }
    map_set_close(&set);
    maps_kept();
}

/* Values beyond the table's two ends, where a map is wider than what is shown, keep the end's colour. */
static void extend_colors(struct Colors *colors, DCELL end, DCELL beyond)
{
    int red, green, blue;

    Rast_get_d_color(&end, &red, &green, &blue, colors);
    Rast_add_d_color_rule(&end, red, green, blue, &beyond, red, green, blue, colors);
}

static void write_category_colors(const char *name, const struct map_category *category)
{
    struct Colors colors;

    Rast_init_colors(&colors);
    for (; category->label; category++)
        Rast_add_c_color_rule(&category->value, category->red, category->green, category->blue, &category->value,
                              category->red, category->green, category->blue, &colors);
    Rast_write_colors(name, G_mapset(), &colors);
    Rast_free_colors(&colors);
}

static void write_colors(const char *name, const struct map_description *description)
{
    double low = description->color_low, high = description->color_high;
    struct FPRange range;
    struct Colors colors;
    DCELL smallest, largest;

    if (description->categories)
        write_category_colors(name, description->categories);
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
    if (strcmp(description->colors, "random") == 0)
        Rast_make_random_colors(&colors, (CELL)low, (CELL)high);
    else
        Rast_make_fp_colors(&colors, description->colors, low, high);
    if (smallest < low)
        extend_colors(&colors, low, smallest);
    if (largest > high)
        extend_colors(&colors, high, largest);
    Rast_write_colors(name, G_mapset(), &colors);
    Rast_free_colors(&colors);
}

static void write_labels(const char *name, const struct map_description *description)
{
    struct Categories cats;

    if (!description->labels && !description->categories)
        return;
    Rast_init_cats(description->title, &cats);
    for (CELL category = 1; description->labels && description->labels[category - 1]; category++)
        Rast_set_c_cat(&category, &category, description->labels[category - 1], &cats);
    for (const struct map_category *category = description->categories; category && category->label; category++)
        Rast_set_c_cat(&category->value, &category->value, _(category->label), &cats);
    Rast_write_cats(name, &cats);
    Rast_free_cats(&cats);
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

    write_labels(name, description);
    if (description->title)
        Rast_put_cell_title(name, description->title);
    if (description->units)
        Rast_write_units(name, description->units);
    if (description->semantic_label)
        Rast_write_semantic_label(name, description->semantic_label);
    write_colors(name, description);
    map_set_time(name, &description->time);

    Rast_short_history(name, "raster", &history);
    if (description->source)
        Rast_set_history(&history, HIST_DATSRC_1, description->source);
    append_lines(&history, description->history);
    Rast_command_history(&history);
    Rast_write_history(name, &history);
}

void maps_remove(void)
{
    remove_guarded(NULL);
}
