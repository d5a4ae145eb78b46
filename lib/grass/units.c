#include "grass/units.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"

static void refuse_number(const struct units *units, int number)
{
    if (number < 1)
        G_fatal_error(_("<%s> holds the number %d: mapping units are numbered from 1. If it marks cells outside all "
                        "units, make it null with r.null setnull=%d."),
                      units->map.full_name, number, number);
}

/* numbers of a row's units; CELL null where there is none */
static void read_numbers(struct units *units, int row)
{
    const int across = units->block_cols ? (units->cols + units->block_cols - 1) / units->block_cols : 0;

    if (units->file >= 0)
        Rast_get_c_row(units->file, units->id, row);
    if (!units->block_cols)
        return;
    for (int col = 0; col < units->cols; col++) {
        const bool masked = units->file >= 0 && (Rast_is_c_null_value(&units->id[col]) || units->id[col] == 0);

        if (masked)
            Rast_set_c_null_value(&units->id[col], 1);
        else
            units->id[col] = row / units->block_rows * across + col / units->block_cols + 1;
    }
}

void units_open(struct units *units)
{
    units->id = Rast_allocate_c_buf();
    if (!units->block_cols)
        units->file = Rast_open_old(units->map.name, units->map.mapset);
    else if (G_find_raster2("MASK", G_mapset()))
        units->file = Rast_open_old("MASK", G_mapset());
}

void units_close(struct units *units)
{
    if (units->file >= 0)
        Rast_close(units->file);
    units->file = -1;
    G_free(units->id);
    units->id = NULL;
}

void units_read_row(struct units *units, int row, size_t *place)
{
    read_numbers(units, row);
    for (int col = 0; col < units->cols; col++) {
        if (Rast_is_c_null_value(&units->id[col]))
            place[col] = UNIT_NONE;
        else if (col > 0 && units->id[col] == units->id[col - 1] && place[col - 1] != UNIT_NONE)
            place[col] = place[col - 1];
        else
            place[col] = unit_index_find(&units->index, units->id[col]);
    }
}

static void index_row(struct units *units, int row)
{
    struct slide_error error;

    read_numbers(units, row);
    for (int col = 0; col < units->cols; col++) {
        if (Rast_is_c_null_value(&units->id[col]))
            continue;
        refuse_number(units, units->id[col]);
        fatal_unless_ok(unit_index_add(&units->index, units->id[col], units->sizes.area[row],
                                       (uint64_t)row * units->cols + col, (uint64_t)units->cols, &error),
                        &error);
    }
}

static void index_units(struct units *units)
{
    units->rows = Rast_window_rows();
    units->cols = Rast_window_cols();
    units->sizes = cell_sizes_of_region();
    units_open(units);
    for (int row = 0; row < units->rows; row++)
        index_row(units, row);
    units_close(units);
    unit_index_end(&units->index);
    if (units->index.units == 0)
        G_fatal_error(_("There are no %s inside the current region and mask: all cells are null. Check g.region and "
                        "r.mask."),
                      units_text(units));
}

void units_of_map(const char *name, struct units *units)
{
    *units = (struct units){.map = stack_map_of(name), .file = -1};
    if (!units->map.integer)
        G_fatal_error(_("<%s> is no map of mapping units: its values must be whole numbers (type CELL). See "
                        "r.mapcalc's int()."),
                      units->map.full_name);
    index_units(units);
}

void units_of_blocks(int rows, int cols, struct units *units)
{
    *units = (struct units){.block_rows = rows, .block_cols = cols, .file = -1};
    index_units(units);
}

void units_statistics(struct units *units, struct stack *maps, const struct zonal_column *column, size_t columns,
                      float *value)
{
    float *cells = G_malloc((size_t)units->cols * maps->count * sizeof *cells);
    size_t *place = G_malloc(units->cols * sizeof *place);
    struct slide_error error;
    struct zonal zonal;

    fatal_unless_ok(zonal_start(&zonal, column, columns, &units->index, &error), &error);
    units_open(units);
    stack_open(maps);
    for (int row = 0; row < units->rows; row++) {
        G_percent(row, units->rows, 5);
        units_read_row(units, row, place);
        stack_read_rows(maps, row, 1, cells);
        for (int col = 0; col < units->cols; col++)
            if (place[col] != UNIT_NONE)
                fatal_unless_ok(
                    zonal_add(&zonal, place[col], units->sizes.area[row], cells + (size_t)col * maps->count, &error),
                    &error);
    }
    G_percent(1, 1, 1);
    stack_close(maps);
    units_close(units);
    zonal_finish(&zonal, value);
    zonal_free(&zonal);
    G_free(place);
    G_free(cells);
}

char *units_text(const struct units *units)
{
    char *text;

    if (units->block_cols)
        G_asprintf(&text, _("blocks of %d x %d cells"), units->block_rows, units->block_cols);
    else
        G_asprintf(&text, _("mapping units of <%s>"), units->map.full_name);
    return text;
}

void units_free(struct units *units)
{
    if (!units->block_cols)
        stack_map_free(&units->map);
    cell_sizes_free(&units->sizes);
    unit_index_free(&units->index);
}
