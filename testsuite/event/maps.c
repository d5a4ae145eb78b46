#include "maps.h"

#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/spawn.h>
#include <grass/glocale.h>

#include "base/random.h"
#include "grass/output.h"

enum { DRAW_POLYGON = 14 };

void set_event_region(int rows, int cols)
{
    const int geographic = G_projection() == PROJECTION_LL;
    const double cell = geographic ? 1. / 3600. : 30.;
    struct Cell_head region;

    G_get_window(&region);
    region.north = geographic ? 28.6 : 3160000.;
    region.west = geographic ? 84.3 : 300000.;
    region.south = region.north - rows * cell;
    region.east = region.west + cols * cell;
    region.rows = rows;
    region.cols = cols;
    G_adjust_Cell_head(&region, 1, 1);
    if (G_put_window(&region) < 0)
        G_fatal_error(_("The region of mapset <%s> could not be written"), G_mapset());
    G_set_window(&region);
    Rast_set_window(&region);
}

struct named_map {
    const char *name, *title, *units, *colors;
    const float *cell;
    int symmetric;
};

static int *or_null(const int *landslide, size_t cells)
{
    int *with_nulls = G_malloc(cells * sizeof *with_nulls);

    for (size_t cell = 0; cell < cells; cell++) {
        with_nulls[cell] = landslide[cell];
        if (landslide[cell] < 0)
            Rast_set_c_null_value(&with_nulls[cell], 1);
    }
    return with_nulls;
}

static void name_categories(const char *map, const char *const *names, int count)
{
    struct Categories categories;

    Rast_init_cats("", &categories);
    for (CELL category = 1; category <= count; category++)
        Rast_set_c_cat(&category, &category, names[category - 1], &categories);
    Rast_write_cats(map, &categories);
    Rast_free_cats(&categories);
}

void write_event_maps(const struct event *event, const char *history)
{
    static const char *const rocks[] = {"weak", "strong"};
    static const char *const covers[] = {"forest", "shrub", "grass", "crop", "bare"};
    const struct named_map maps[] = {
        {"elevation", "Elevation (simulated)", "m", "srtm", event->elevation, 0},
        {"ksn_true", "True channel steepness U/K (simulated)", "m^0.9", "viridis", event->ksn, 0},
        {"uplift", "Rock uplift (simulated)", "mm/a", "viridis", event->uplift, 0},
        {"rainfall", "Annual rainfall (simulated)", "mm", "precipitation", event->rainfall, 0},
        {"pga", "Peak ground acceleration (simulated)", "g", "inferno", event->pga, 0},
        {"pgv", "Peak ground velocity (simulated)", "cm/s", "inferno", event->pgv, 0},
        {"los_true", "True displacement toward the satellite (simulated)", "m", "differences", event->los, 1},
        {"phase", "Unwrapped interferometric phase, ISCE sign (simulated)", "rad", "differences", event->phase, 1},
        {"coherence_pre", "Coherence before the earthquake (simulated)", "1", "grey", event->pre, 0},
        {"coherence_co", "Coherence across the earthquake (simulated)", "1", "grey", event->co, 0},
        {"coherence_post", "Coherence after the earthquake (simulated)", "1", "grey", event->post, 0},
        {"probability_true", "Probability of a landslide by the planted law", "1", "inferno", event->probability, 0},
        {"probability_posterior", "The planted law updated by the drawn coherences", "1", "inferno", event->posterior,
         0},
    };
    enum { FLOATS = sizeof maps / sizeof *maps };
    int *landslide = or_null(event->landslide, (size_t)event->rows * event->cols);
    struct map_output outputs[FLOATS + 3] = {
        {"lithology", NULL, event->lithology, {.title = "Lithology (simulated)", .semantic_label = "lithology"}},
        {"landcover", NULL, event->cover, {.title = "Land cover (simulated)", .semantic_label = "landcover"}},
        {"landslides", NULL, landslide, {.title = "Landslides (simulated)", .semantic_label = "landslides"}},
    };

    for (int i = 0; i < FLOATS; i++) {
        const struct named_map *map = &maps[i];

        outputs[i + 3] = (struct map_output){map->name,
                                             map->cell,
                                             NULL,
                                             {.title = map->title,
                                              .units = map->units,
                                              .semantic_label = map->name,
                                              .colors = map->colors,
                                              .color_low = NAN,
                                              .color_high = NAN,
                                              .symmetric = map->symmetric}};
    }
    for (int i = 0; i < FLOATS + 3; i++)
        outputs[i].description.history = history;
    maps_write(outputs, FLOATS + 3);
    name_categories("lithology", rocks, 2);
    name_categories("landcover", covers, 5);
    G_free(landslide);
}

static size_t lowest_neighbour(const struct event *event, size_t cell)
{
    size_t lowest = cell;

    for (int south = -1; south <= 1; south++)
        for (int east = -1; east <= 1; east++) {
            const size_t next = cell + (ptrdiff_t)south * event->cols + east;

            if (event->elevation[next] < event->elevation[lowest])
                lowest = next;
        }
    return lowest;
}

/* A landslide runs 2 to 12 cells down the steepest way, one cell wide at its head and three at its foot */
static void run_out(const struct event *event, size_t cell, int id, int length, int *area)
{
    for (int step = 0; step < length && event->landslide[cell] >= 0; step++) {
        area[cell] = id;
        if (3 * step > length)
            area[cell - 1] = area[cell + 1] = area[cell - event->cols] = area[cell + event->cols] = id;
        cell = lowest_neighbour(event, cell);
    }
}

void write_landslide_polygons(const struct event *event)
{
    const size_t cells = (size_t)event->rows * event->cols;
    int *area = G_malloc(cells * sizeof *area), id = 0;
    struct map_output output = {"simulate_event_areas", NULL, area, {.title = "Landslide areas"}};

    for (size_t cell = 0; cell < cells; cell++)
        Rast_set_c_null_value(&area[cell], 1);
    for (size_t cell = 0; cell < cells; cell++) {
        struct random_stream stream = random_stream_at(event->seed + DRAW_POLYGON, cell);

        if (event->landslide[cell] == 1 && random_uniform(&stream) < 0.4)
            run_out(event, cell, ++id, 2 + (int)random_below(&stream, 11), area);
    }
    maps_write(&output, 1);
    G_free(area);
    if (G_spawn("r.to.vect", "r.to.vect", "-v", "--quiet", "--overwrite", "input=simulate_event_areas",
                "output=landslide_polygons", "type=area", NULL) != 0)
        G_fatal_error(_("r.to.vect could not write vector map <%s>"), "landslide_polygons");
    G_spawn("g.remove", "g.remove", "-f", "--quiet", "type=raster", "name=simulate_event_areas", NULL);
}
