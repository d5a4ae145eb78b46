#include "net_reader.h"

#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "learn/bands.h"

#define MOST_SAMPLES 1000000

/* the image, targets and valid cells of one patch, from its values */
static void make_patch(const struct net_reader *reader, const struct patch *patch, const float *value, float *feature,
                       float *image, float *target, float *valid)
{
    const struct patch_ground *ground = &reader->ground->patches;
    const size_t size = (size_t)reader->rule.size, maps = reader->transform->predictors;

    for (size_t y = 0; y < size; y++) {
        const unsigned char *role = ground->role + ((size_t)patch->row + y) * ground->cols + patch->col;

        bands_of_row(reader->transform, value + y * size * maps, size, feature, image + y * size, size * size, NULL,
                     NULL);
        for (size_t x = 0; !reader->whole && x < size; x++) {
            target[y * size + x] = role[x] == PATCH_POSITIVE;
            valid[y * size + x] = role[x] != PATCH_NULL;
        }
    }
    if (reader->whole) {
        *target = patch->positive;
        *valid = 1.f;
    }
}

static enum slide_status read_patches(void *owner, const size_t *item, size_t count, float *image, float *target,
                                      float *valid, struct slide_error *error)
{
    struct net_reader *reader = owner;
    const size_t size = (size_t)reader->rule.size, cells = size * size, targets = reader->whole ? 1 : cells;
    const size_t maps = reader->transform->predictors, features = reader->transform->features;
    struct map_window *window = malloc((count + 1) * sizeof *window);
    float *value = malloc((count * cells * maps + 1) * sizeof *value);
    float *feature = malloc((count * size * features + 1) * sizeof *feature);
    enum slide_status status = SLIDE_OK;

    if (window && value && feature) {
        for (size_t i = 0; i < count; i++)
            window[i] = (struct map_window){reader->patches->patch[item[i]].row, reader->patches->patch[item[i]].col};
        map_windows_read(&reader->ground->windows, window, count, reader->rule.size, value);
#pragma omp parallel for num_threads(reader->threads)
        for (size_t i = 0; i < count; i++)
            make_patch(reader, &reader->patches->patch[item[i]], value + i * cells * maps,
                       feature + i * size * features, image + i * features * cells, target + i * targets,
                       valid + i * targets);
    } else {
        status = slide_out_of_memory(error, (double)count * cells * maps * sizeof *value, "a batch of patches");
    }
    free(window);
    free(value);
    free(feature);
    return status;
}

struct patch_source net_source(struct net_reader *reader)
{
    return (struct patch_source){.owner = reader,
                                 .bands = (int)reader->transform->features,
                                 .size = reader->rule.size,
                                 .whole = reader->whole,
                                 .read = read_patches};
}

/* [cells] 1 for the valid ones of training patches; @return how many */
static size_t mark(const struct patch_ground *ground, const struct patches *patches, int size, unsigned char *used)
{
    size_t count = 0;

    for (size_t i = 0; i < patches->count; i++) {
        const struct patch *patch = &patches->patch[i];

        for (int y = 0; !patch->held_out && y < size; y++)
            memset(used + ((size_t)patch->row + y) * ground->cols + patch->col, 1, (size_t)size);
    }
    for (size_t cell = 0; cell < (size_t)ground->rows * ground->cols; cell++)
        count += used[cell] &= ground->role[cell] != PATCH_NULL;
    return count;
}

void net_sample(struct net_ground *ground, const struct patches *patches, int size, struct sample_table *table)
{
    const struct patch_ground *cells = &ground->patches;
    const size_t cols = (size_t)cells->cols, maps = (size_t)ground->windows.stack->count;
    unsigned char *used = G_calloc((size_t)cells->rows * cols, 1);
    const size_t all = mark(cells, patches, size, used);
    const size_t step = all > MOST_SAMPLES ? (all + MOST_SAMPLES - 1) / MOST_SAMPLES : 1;
    struct slide_error error;
    size_t seen = 0;

    *table = table_new(maps);
    for (size_t row = 0; row < (size_t)cells->rows; row++) {
        const float *value = memchr(used + row * cols, 1, cols) ? map_windows_row(&ground->windows, (int)row) : NULL;

        for (size_t col = 0; value && col < cols; col++) {
            const size_t cell = row * cols + col;

            if (used[cell] && seen++ % step == 0)
                fatal_unless_ok(
                    table_append(table, cell, cells->role[cell] == PATCH_POSITIVE, value + col * maps, &error), &error);
        }
    }
    G_free(used);
}
