#include "grass/row_maps.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "grass/interrupt.h"

int row_maps_add(struct row_maps *maps, const char *name, enum map_type type)
{
    const struct row_map map = {
        .name = name, .type = type, .file = type == MAP_FLOATS ? Rast_open_fp_new(name) : Rast_open_c_new(name)};

    if (!maps->cells)
        maps->cells = Rast_allocate_f_buf(); /* as wide as CELL */
    maps->map = G_realloc(maps->map, (maps->count + 1) * sizeof *maps->map);
    maps->map[maps->count] = map;
    return maps->count++;
}

/* A copy, because GRASS wants its own bit pattern for null, not any NaN. */
static size_t put_floats(int file, const float *value, int cols, FCELL *cell)
{
    size_t valid = 0;

    for (int col = 0; col < cols; col++) {
        cell[col] = value[col];
        if (isnan(value[col]))
            Rast_set_f_null_value(&cell[col], 1);
        else
            valid++;
    }
    Rast_put_f_row(file, cell);
    return valid;
}

static size_t put_categories(int file, const float *value, int cols, CELL *cell)
{
    size_t valid = 0;

    for (int col = 0; col < cols; col++)
        if (isnan(value[col]))
            Rast_set_c_null_value(&cell[col], 1);
        else {
            cell[col] = (CELL)value[col];
            valid++;
        }
    Rast_put_c_row(file, cell);
    return valid;
}

void row_maps_put(struct row_maps *maps, int index, const float *value)
{
    const int cols = Rast_window_cols();
    struct row_map *map = &maps->map[index];

    map->valid += map->type == MAP_FLOATS ? put_floats(map->file, value, cols, maps->cells)
                                          : put_categories(map->file, value, cols, maps->cells);
}

void row_maps_appear(struct row_maps *maps, const struct map_description *descriptions)
{
    interrupt_defer();
    for (int i = 0; i < maps->count; i++) {
        interrupt_check();
        map_guard(maps->map[i].name);
        Rast_close(maps->map[i].file);
        map_describe(maps->map[i].name, &descriptions[i]);
    }
    G_free(maps->map);
    G_free(maps->cells);
    *maps = (struct row_maps){0};
}

void row_maps_close(struct row_maps *maps, const struct map_description *descriptions)
{
    row_maps_appear(maps, descriptions);
    maps_kept();
}
