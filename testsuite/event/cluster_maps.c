#include "cluster_maps.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>

#include "grass/output.h"

/* 1, 0, and null on the region's edge */
static int *presence(const int *number, size_t cells)
{
    int *present = G_malloc(cells * sizeof *present);

    for (size_t cell = 0; cell < cells; cell++) {
        present[cell] = number[cell] > 0;
        if (number[cell] < 0)
            Rast_set_c_null_value(&present[cell], 1);
    }
    return present;
}

/* Numbers, and null where there is none */
static int *numbers_or_null(const int *number, size_t cells)
{
    int *numbers = G_malloc(cells * sizeof *numbers);

    for (size_t cell = 0; cell < cells; cell++) {
        numbers[cell] = number[cell];
        if (number[cell] <= 0)
            Rast_set_c_null_value(&numbers[cell], 1);
    }
    return numbers;
}

static struct map_output float_map(const char *name, const char *title, const char *colors, const float *cell)
{
    return (struct map_output){
        name,
        cell,
        NULL,
        {.title = title, .units = "1", .semantic_label = name, .colors = colors, .color_low = NAN, .color_high = NAN}};
}

void write_cluster_maps(const struct clusters *clusters, const char *history)
{
    const size_t cells = (size_t)clusters->event->rows * clusters->event->cols;
    int *present = presence(clusters->number, cells), *number = numbers_or_null(clusters->number, cells);
    int *old = presence(clusters->old, cells);
    struct map_output outputs[] = {
        {"clusters", NULL, present, {.title = "Clustered landslides (simulated)", .semantic_label = "clusters"}},
        {"cluster_number", NULL, number, {.title = "Number of the clustered landslide", .colors = "random"}},
        {"clusters_old", NULL, old, {.title = "Landslides from before the earthquake (simulated)"}},
        float_map("clusters_probability", "Probability of a clustered landslide by the planted law", "inferno",
                  clusters->probability),
        float_map("clusters_reader", "The law updated by a look at 7 x 7 cells of texture", "inferno",
                  clusters->reader),
        float_map("texture_before", "Texture before the earthquake (simulated)", "grey", clusters->before),
        float_map("texture_after", "Texture after the earthquake (simulated)", "grey", clusters->after),
    };
    enum { MAPS = sizeof outputs / sizeof *outputs };

    for (int i = 0; i < MAPS; i++)
        outputs[i].description.history = history;
    maps_write(outputs, MAPS);
    G_free(present);
    G_free(number);
    G_free(old);
}
