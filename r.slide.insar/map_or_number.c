#include "map_or_number.h"

#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/glocale.h>

struct map_or_number map_or_number_open(const struct options *options, enum option_key key)
{
    struct map_or_number source = {.key = options->of[key]->key, .text = option_answer(options, key), .number = NAN};
    const char *mapset;
    char *rest;

    if (!source.text)
        return source;
    source.number = strtod(source.text, &rest);
    if (rest != source.text && *rest == '\0') {
        if (!isfinite(source.number))
            G_fatal_error(_("%s=%s must be a map or a finite number"), source.key, source.text);
        return source;
    }
    mapset = G_find_raster2(source.text, "");
    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found (%s= takes a map or a number)"), source.text, source.key);
    source.number = NAN;
    source.file = Rast_open_old(source.text, mapset);
    source.row = Rast_allocate_f_buf();
    return source;
}

void map_or_number_close(struct map_or_number *source)
{
    if (!source->row)
        return;
    Rast_close(source->file);
    G_free(source->row);
}

void map_or_number_read(const struct map_or_number *source, int row)
{
    if (source->row)
        Rast_get_f_row(source->file, source->row, row);
}

double map_or_number_at(const struct map_or_number *source, int col)
{
    if (!source->row)
        return source->number;
    return isfinite(source->row[col]) ? source->row[col] : NAN;
}

struct value_range map_or_number_range(const struct map_or_number *source)
{
    const int rows = source->row ? Rast_window_rows() : 1, cols = source->row ? Rast_window_cols() : 1;
    struct value_range range = {INFINITY, -INFINITY};

    for (int row = 0; row < rows; row++) {
        map_or_number_read(source, row);
        for (int col = 0; col < cols; col++) {
            range.lowest = fmin(range.lowest, map_or_number_at(source, col));
            range.highest = fmax(range.highest, map_or_number_at(source, col));
        }
    }
    if (range.lowest > range.highest)
        G_fatal_error(_("No valid cell in <%s> inside the current region and mask. Check g.region and r.mask."),
                      source->text);
    return range;
}
