/** Sub-basins, half-basins and slope units. */
#include <math.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "work.h"

/* Numbers of basins as the channel segments have them, whose heads they hold; lone outlets come after. */
static int32_t *numbers_of_segments(const struct work *work, const int32_t *half, const struct basin_tree *tree)
{
    int32_t *number = G_calloc(tree->count + 1, sizeof *number);
    int32_t last = (int32_t)work->network.segments;

    for (size_t s = 0; s < work->network.segments; s++)
        number[basin_of_half(half[work->network.cell[work->network.head[s]]])] = (int32_t)s + 1;
    for (size_t basin = 1; basin <= tree->count; basin++)
        if (number[basin] == 0)
            number[basin] = ++last;
    return number;
}

struct numbering {
    const int32_t *half;   /* [cells] */
    const int32_t *number; /* of each basin */
    int halves;            /* whether halves are told apart */
};

static void row_of_basins(const void *source, int row, int cols, void *cells)
{
    const struct numbering *numbering = source;
    const int32_t *half = numbering->half + (size_t)row * cols;
    CELL *value = cells;

    for (int col = 0; col < cols; col++) {
        const int32_t basin = numbering->number[basin_of_half(half[col])];

        if (!half[col])
            Rast_set_c_null_value(&value[col], 1);
        else
            value[col] = numbering->halves ? 2 * basin - half[col] % 2 : basin;
    }
}

static void write_basins(struct work *work)
{
    int32_t *half, *number;
    struct basin_tree tree;

    if (!work_wants(work, MAP_BASINS, MAP_HALF_BASINS))
        return;
    G_message(_("Drawing basins..."));
    work_order(work);
    half = G_malloc(work->cells * sizeof *half);
    work_check(work, half_basins_find(&work->graph, work->area, work->settings->threshold, half, &tree, &work->error));
    number = numbers_of_segments(work, half, &tree);
    for (int map = MAP_BASINS; map <= MAP_HALF_BASINS; map++) {
        const struct numbering numbering = {half, number, map == MAP_HALF_BASINS};
        const struct map_description description = work_describe(work, map);

        if (work->settings->map[map])
            map_set_add(&work->maps, work->settings->map[map], MAP_CATEGORIES, row_of_basins, &numbering, &description);
    }
    basin_tree_free(&tree);
    G_free(number);
    G_free(half);
}

static void search_rule(struct work *work, const struct slope_ground *ground, struct slope_unit_rule *rule)
{
    const struct settings *settings = work->settings;
    struct summary *summary = &work->summary;
    size_t best;

    G_message(_("Searching for the best slope units among %zu candidates..."), settings->areas * settings->variances);
    summary->searched = settings->areas * settings->variances;
    summary->search = G_calloc(summary->searched, sizeof *summary->search);
    work_check(work, segmentation_search(ground, rule, settings->area_min, settings->areas, settings->variance_min,
                                         settings->variances, summary->search, &best, &work->error));
    rule->area_min = summary->search[best].area_min;
    rule->variance_min = summary->search[best].variance_min;
}

/* The lowest threshold that any candidate needs. */
static double lowest_threshold(const struct settings *settings)
{
    struct slope_unit_rule rule = settings->unit_rule;
    double lowest = INFINITY;

    for (size_t i = 0; i < settings->areas; i++) {
        rule.area_min = settings->area_min[i];
        lowest = fmin(lowest, slope_units_lowest_threshold(&rule));
    }
    return lowest;
}

static void write_slope_units(struct work *work)
{
    const struct map_description description = work_describe(work, MAP_SLOPE_UNITS);
    struct slope_unit_rule rule = work->settings->unit_rule;
    struct slope_ground ground;
    int32_t *map;

    if (!work->settings->map[MAP_SLOPE_UNITS])
        return;
    G_message(_("Finding slope units..."));
    work_order(work);
    map = G_malloc(work->cells * sizeof *map);
    work_check(work, slope_ground_prepare(&work->graph, work->area, work->elevation, lowest_threshold(work->settings),
                                          map, &ground, &work->error));
    if (work->settings->search_units)
        search_rule(work, &ground, &rule);
    work_check(work, slope_units_find(&ground, &rule, &work->units, &work->error));
    slope_units_draw(&work->units, work->cells, map);
    map_set_add_numbers(&work->maps, work->settings->map[MAP_SLOPE_UNITS], map, &description);
    work->summary.units = (struct segmentation){.area_min = rule.area_min,
                                                .variance_min = rule.variance_min,
                                                .units = work->units.unit.count,
                                                .internal = segmentation_internal(&work->units.unit),
                                                .external = segmentation_external(&work->units.unit),
                                                .objective = NAN};
    slope_ground_free(&ground);
    G_free(map);
}

void unit_maps_write(struct work *work)
{
    write_basins(work);
    write_slope_units(work);
}
