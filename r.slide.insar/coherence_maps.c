#include "coherence_maps.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"

static enum option_key key_of(const struct options *options, enum coherence_output output)
{
    static const enum option_key keys[COHERENCE_OUTPUTS] = {
        OPTION_OUTPUT, OPTION_COHERENCE_PHASE, OPTION_SIBLING_COHERENCE, OPTION_BXS, OPTION_BOXCAR_COHERENCE};
    const int interferogram = strcmp(options->operation->answer, "interferogram") == 0;

    /* output= is what the operation is named after */
    if (interferogram && (output == BOXCAR || output == INTERFEROGRAM))
        return keys[BOXCAR + INTERFEROGRAM - output];
    return keys[output];
}

static const struct map_description descriptions[COHERENCE_OUTPUTS] = {
    [BOXCAR] = {.title = N_("Coherence"),
                .units = "1",
                .semantic_label = "coherence",
                .colors = "grey",
                .color_low = 0.,
                .color_high = 1.},
    [PHASE] = {.title = N_("Phase of the coherence"),
               .units = "rad",
               .semantic_label = "coherence_phase",
               .colors = "differences",
               .color_low = -M_PI,
               .color_high = M_PI},
    [SIBLING] = {.title = N_("Sibling coherence"),
                 .units = "1",
                 .semantic_label = "sibling_coherence",
                 .colors = "grey",
                 .color_low = 0.,
                 .color_high = 1.},
    [DIFFERENCE] = {.title = N_("Boxcar minus sibling coherence"),
                    .units = "1",
                    .semantic_label = "bxs",
                    .colors = "differences",
                    .color_low = -0.5,
                    .color_high = 0.5},
    [INTERFEROGRAM] = {.title = N_("Wrapped phase"),
                       .units = "rad",
                       .semantic_label = "wrapped_phase",
                       .colors = "wave",
                       .color_low = -M_PI,
                       .color_high = M_PI},
};

static unsigned char *read_mask(int rows, int cols)
{
    const int file = Rast_maskfd();
    unsigned char *masked;
    CELL *cells;

    if (file < 0)
        return NULL;
    masked = G_malloc((size_t)rows * cols);
    cells = Rast_allocate_c_buf();
    for (int row = 0; row < rows; row++) {
        Rast_get_c_row_nomask(file, cells, row);
        for (int col = 0; col < cols; col++)
            masked[(size_t)row * cols + col] = Rast_is_c_null_value(&cells[col]) || cells[col] == 0;
    }
    G_free(cells);
    return masked;
}

struct coherence_maps coherence_maps_new(const struct options *options)
{
    struct coherence_maps maps = {.rows = Rast_window_rows(), .cols = Rast_window_cols()};

    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        maps.map[i].name = option_answer(options, key_of(options, i));
    maps.masked = read_mask(maps.rows, maps.cols);
    return maps;
}

void coherence_maps_open(struct coherence_maps *maps)
{
    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        if (maps->map[i].name)
            maps->map[i].file = Rast_open_fp_new(maps->map[i].name);
    maps->cells = G_malloc(maps->cols * sizeof *maps->cells);
}

void coherence_maps_write(struct coherence_maps *maps, enum coherence_output output, int row, const float *value)
{
    const unsigned char *masked = maps->masked ? maps->masked + (size_t)row * maps->cols : NULL;
    struct coherence_map *map = &maps->map[output];

    for (int col = 0; col < maps->cols; col++)
        if (isnan(value[col]) || (masked && masked[col])) {
            Rast_set_f_null_value(&maps->cells[col], 1);
        } else {
            maps->cells[col] = value[col];
            map->valid++;
        }
    Rast_put_f_row(map->file, maps->cells);
}

void coherence_maps_close(struct coherence_maps *maps, const char *sources, const char *const history[])
{
    for (int i = 0; i < COHERENCE_OUTPUTS; i++)
        if (maps->map[i].name && maps->map[i].valid == 0)
            G_fatal_error(
                _("No cell of <%s> would be valid: the images are null, or the mask covers all of them, or no "
                  "cell has enough siblings. Check g.region, r.mask and the images."),
                maps->map[i].name);
    for (int i = 0; i < COHERENCE_OUTPUTS; i++) {
        struct map_description description = descriptions[i];

        if (!maps->map[i].name)
            continue;
        description.title = _(description.title);
        description.source = sources;
        description.history = history[i];
        map_guard(maps->map[i].name);
        Rast_close(maps->map[i].file);
        map_describe(maps->map[i].name, &description);
    }
    maps_kept();
    G_free(maps->masked);
    G_free(maps->cells);
}
