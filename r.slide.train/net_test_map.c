#include "net_test_map.h"

#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "part_map.h"

enum { NOWHERE, TRAINED, HELD_OUT };

static void fill_row(const void *source, int row, int cols, void *cells)
{
    const unsigned char *state = (const unsigned char *)source + (size_t)row * cols;
    CELL *cell = cells;

    Rast_set_c_null_value(cell, cols);
    for (int col = 0; col < cols; col++)
        if (state[col] != NOWHERE)
            cell[col] = state[col] == HELD_OUT;
}

/* held-out patches come last: where chance parted them, both may share cells */
static void mark(const struct patch_ground *ground, const struct patches *patches, int size, bool held_out,
                 unsigned char *state)
{
    for (size_t i = 0; i < patches->count; i++) {
        const struct patch *patch = &patches->patch[i];

        for (int y = 0; patch->held_out == held_out && y < size; y++)
            memset(state + ((size_t)patch->row + y) * ground->cols + patch->col, held_out ? HELD_OUT : TRAINED,
                   (size_t)size);
    }
}

void net_write_test_map(const char *name, const struct model *model, const struct patch_ground *ground,
                        const struct patches *patches, int size)
{
    unsigned char *state = G_calloc((size_t)ground->rows * ground->cols, 1);
    struct map_set set = {0};
    char history[160];
    const struct map_description description = {
        .title = _("Held out from training"),
        .semantic_label = "held_out",
        .categories = held_out_categories,
        .history = history,
        .source = model->label_map,
    };

    mark(ground, patches, size, false, state);
    mark(ground, patches, size, true, state);
    snprintf(history, sizeof history, "split %s%s, test share %g, seed %llu, patches of %d cells",
             split_name(model->split), patches->by_chance ? " (by chance)" : "", model->test_share,
             (unsigned long long)model->recipe.settings.seed, size);
    map_set_add(&set, name, MAP_CATEGORIES, fill_row, state, &description);
    map_set_close(&set);
    G_free(state);
}
