#include "layers.h"

#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

int layers_add(struct layers *layers, const char *name, enum map_type type, const struct map_description *description)
{
    if (!name)
        return -1;
    for (int i = 0; i < layers->count; i++)
        if (strcmp(layers->layer[i].name, name) == 0)
            G_fatal_error(_("Raster map <%s> is named for two outputs: give each a name of its own"), name);
    if (G_find_raster2(name, G_mapset()) && !G_get_overwrite())
        G_fatal_error(_("Raster map <%s> exists already: give another name or prefix, or --overwrite"), name);
    layers->layer = G_realloc(layers->layer, (layers->count + 1) * sizeof *layers->layer);
    layers->layer[layers->count] = (struct layer){.name = name, .type = type, .description = *description};
    return layers->count++;
}

void layers_open(struct layers *layers, size_t cells)
{
    layers->row = G_malloc(Rast_window_cols() * sizeof *layers->row);
    for (int i = 0; i < layers->count; i++) {
        struct layer *layer = &layers->layer[i];

        layer->value = G_malloc(cells * sizeof *layer->value);
        row_maps_add(&layers->files, layer->name, layer->type);
    }
}

float *layers_values(const struct layers *layers, int index)
{
    return index < 0 ? NULL : layers->layer[index].value;
}

static void write_layer(struct layers *layers, int index, int rows, const size_t *place, size_t valid)
{
    const size_t cols = (size_t)Rast_window_cols();
    const float *value = layers->layer[index].value;
    size_t next = 0;

    for (size_t row = 0; row < (size_t)rows; row++) {
        for (size_t col = 0; col < cols; col++)
            layers->row[col] = NAN;
        for (; next < valid && place[next] < (row + 1) * cols; next++)
            layers->row[place[next] - row * cols] = value[next];
        row_maps_put(&layers->files, index, layers->row);
    }
}

void layers_write(struct layers *layers, int rows, const size_t *place, size_t valid)
{
    for (int i = 0; i < layers->count; i++)
        write_layer(layers, i, rows, place, valid);
}

void layers_finish(struct layers *layers, const char *history, const char *source)
{
    struct map_description *descriptions = G_malloc((layers->count + 1) * sizeof *descriptions);

    for (int i = 0; i < layers->count; i++) {
        const char *own = layers->layer[i].description.history;
        char *lines = NULL;

        G_asprintf(&lines, "%s%s", own ? own : "", history);
        descriptions[i] = layers->layer[i].description;
        descriptions[i].history = lines;
        descriptions[i].source = source;
    }
    row_maps_appear(&layers->files, descriptions);
    for (int i = 0; i < layers->count; i++)
        G_free((char *)descriptions[i].history);
    G_free(descriptions);
}

void layers_free(struct layers *layers)
{
    for (int i = 0; i < layers->count; i++)
        G_free(layers->layer[i].value);
    G_free(layers->layer);
    G_free(layers->row);
    *layers = (struct layers){0};
}
