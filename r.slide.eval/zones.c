#include "zones.h"

#include <math.h>
#include <stdlib.h>

#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "options.h"

enum { EQUAL_INTERVALS = 10, MOST_CATEGORIES = 1000 };

static double *equal_breaks(const char *map, size_t *count)
{
    double *breaks = G_malloc((EQUAL_INTERVALS - 1) * sizeof *breaks);
    struct FPRange range;
    DCELL low, high;

    Rast_read_fp_range(map, G_find_raster2(map, ""), &range);
    Rast_get_fp_range_min_max(&range, &low, &high);
    if (isinf(low) || isinf(high))
        G_fatal_error(_("<%s> holds infinite values: it has no intervals of equal width. Make such cells null, or give "
                        "factor_breaks="),
                      map);
    if (isnan(low) || !(low < high))
        G_fatal_error(_("<%s> is constant or null: it has no intervals. Leave it out, or give factor_breaks="), map);
    for (int i = 1; i < EQUAL_INTERVALS; i++)
        breaks[i - 1] = low + (high - low) * i / EQUAL_INTERVALS;
    *count = EQUAL_INTERVALS - 1;
    return breaks;
}

/* Begins a map's table; its intervals, if any, are between `breaks`. */
static struct zones zones_begin(const char *map, int input, double *breaks, size_t count)
{
    struct zones zones = {.map = map, .input = input, .breaks = breaks, .categories = !breaks};

    if (!G_find_raster2(map, ""))
        G_fatal_error(_("Raster map <%s> not found"), map);
    zones.single_precision = Rast_map_type(map, "") == FCELL_TYPE;
    if (breaks) {
        zones.count = count + 1;
        zones.classes = G_calloc(zones.count, sizeof *zones.classes);
    }
    return zones;
}

static void refuse_unless_integer(const char *map)
{
    if (G_find_raster2(map, "") && Rast_map_type(map, "") != CELL_TYPE)
        G_fatal_error(_("<%s> is no map of classes: it must be an integer map (r.recode, r.reclass). For intervals "
                        "give breaks= or factor="),
                      map);
}

/* A map of aspect; its sectors are counted in place of intervals. */
static struct zones sectors_begin(const char *map, int sectors)
{
    struct zones zones = zones_begin(map, -1, NULL, 0);

    zones.categories = false;
    zones.sectors = sectors;
    zones.count = (size_t)sectors;
    zones.classes = G_calloc(zones.count, sizeof *zones.classes);
    return zones;
}

static void add_tables(const struct maps *maps, const struct zone_options *options, struct zone_tables *tables)
{
    size_t count = 0;

    for (int i = 0; i < maps->count && options->breaks; i++) {
        double *breaks = read_ascending(options->breaks, "breaks", &count);

        tables->zones[tables->count] = zones_begin(maps->inputs[i], i, breaks, count);
        tables->zones[tables->count++].susceptibility = true;
    }
    if (options->classes) {
        refuse_unless_integer(options->classes);
        tables->zones[tables->count] = zones_begin(options->classes, -1, NULL, 0);
        tables->zones[tables->count++].susceptibility = true;
    }
    for (char **factor = options->factors; factor && *factor; factor++) {
        double *breaks = NULL;

        if (options->factor_breaks)
            breaks = read_ascending(options->factor_breaks, "factor_breaks", &count);
        else if (G_find_raster2(*factor, "") && Rast_map_type(*factor, "") != CELL_TYPE)
            breaks = equal_breaks(*factor, &count);
        tables->zones[tables->count++] = zones_begin(*factor, -1, breaks, count);
    }
    if (options->aspect)
        tables->zones[tables->count++] = sectors_begin(options->aspect, options->sectors);
}

static size_t interval_of(const struct zones *zones, double value, bool in_precision)
{
    size_t low = 0, high = zones->count - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const double at = in_precision ? (double)(float)zones->breaks[middle] : zones->breaks[middle];

        if (value >= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert_category(struct zones *zones, size_t at, double category)
{
    if (zones->count == MOST_CATEGORIES)
        G_fatal_error(_("<%s> has more than %d categories: reclassify it (r.reclass), or give factor_breaks="),
                      zones->map, MOST_CATEGORIES);
    zones->breaks = G_realloc(zones->breaks, (zones->count + 1) * sizeof *zones->breaks);
    zones->classes = G_realloc(zones->classes, (zones->count + 1) * sizeof *zones->classes);
    for (size_t i = zones->count++; i > at; i--) {
        zones->breaks[i] = zones->breaks[i - 1];
        zones->classes[i] = zones->classes[i - 1];
    }
    zones->breaks[at] = category;
    zones->classes[at] = (struct class_count){0};
}

/* The category's place, made for it when it is new. */
static size_t category_of(struct zones *zones, double category)
{
    size_t low = 0, high = zones->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (zones->breaks[middle] < category)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == zones->count || zones->breaks[low] != category)
        insert_category(zones, low, category);
    return low;
}

/* The sector of an aspect: the first is centred on north. */
static size_t sector_of(const struct zones *zones, double aspect)
{
    if (aspect < 0. || aspect > 360.)
        G_fatal_error(_("<%s> holds %g: aspect is 0 to 360 degrees counterclockwise from east, and 0 where it is flat, "
                        "as r.slope.aspect writes it"),
                      zones->map, aspect);
    const double azimuth = fmod(450. - aspect, 360.);

    return (size_t)floor(azimuth * zones->sectors / 360. + 0.5) % (size_t)zones->sectors;
}

static size_t place_of(struct zones *zones, double value, bool in_precision)
{
    if (zones->sectors > 0)
        return sector_of(zones, value);
    return zones->categories ? category_of(zones, value) : interval_of(zones, value, in_precision);
}

static void count_cell(struct zones *zones, double value, bool in_precision, bool landslide, double area)
{
    struct class_count *own;

    if (isinf(value))
        G_fatal_error(
            _("<%s> holds an infinite value. Make such cells null, in r.mapcalc by if(abs(map) < 1.0e30, map, "
              "null())."),
            zones->map);
    if (isnan(value) || (zones->sectors > 0 && value == 0.)) {
        zones->nulls++;
        return;
    }
    /* first the place: a new category moves the classes */
    const size_t place = place_of(zones, value, in_precision);

    own = &zones->classes[place];
    own->cells++;
    own->area += area;
    if (landslide) {
        own->landslides++;
        own->landslide_area += area;
    }
}

static void count_zone_row(const struct maps *maps, const struct cell_counts *counts, const struct cell_rows *rows,
                           const DCELL *cells, double area, struct zones *zones)
{
    const bool in_precision = zones->single_precision && (zones->input < 0 || isnan(maps->prior));

    for (int col = 0; col < rows->cols; col++) {
        if (!cell_is_scored(rows, col))
            continue;
        const double value = zones->input < 0 ? cells[col] : cell_score(maps, counts, zones->input, cells[col]);

        count_cell(zones, value, in_precision, rows->state[col] == CELL_POSITIVE, area);
    }
}

static void count_zones(const struct maps *maps, const struct cell_counts *counts, struct zone_tables *tables)
{
    struct cell_rows rows = cell_rows_open(maps);
    struct cell_sizes sizes = cell_sizes_of_region();
    DCELL *cells = Rast_allocate_d_buf();
    int *file = G_malloc(tables->count * sizeof *file);

    for (int i = 0; i < tables->count; i++)
        file[i] = Rast_open_old(tables->zones[i].map, "");
    for (int row = 0; row < rows.rows; row++) {
        cell_rows_read(&rows, row);
        for (int i = 0; i < tables->count; i++) {
            Rast_get_d_row(file[i], cells, row);
            count_zone_row(maps, counts, &rows, cells, sizes.area[row], &tables->zones[i]);
        }
    }
    for (int i = 0; i < tables->count; i++)
        Rast_close(file[i]);
    G_free(file);
    G_free(cells);
    cell_sizes_free(&sizes);
    cell_rows_close(&rows);
}

static void refuse_empty(const struct zones *zones)
{
    size_t cells = 0;

    for (size_t i = 0; i < zones->count; i++)
        cells += zones->classes[i].cells;
    if (cells == 0)
        G_fatal_error(_("<%s> tells nothing of the scored cells: all %zu are null there%s. Leave it out, or check its "
                        "extent."),
                      zones->map, zones->nulls, zones->sectors > 0 ? _(" or flat") : "");
}

struct zone_tables zones_of(const struct maps *maps, const struct cell_counts *counts,
                            const struct zone_options *options)
{
    struct zone_tables tables = {NULL, 0};
    int room = maps->count + 2;

    for (char **factor = options->factors; factor && *factor; factor++)
        room++;
    tables.zones = G_calloc(room, sizeof *tables.zones);
    add_tables(maps, options, &tables);
    if (tables.count > 0)
        count_zones(maps, counts, &tables);
    for (int i = 0; i < tables.count; i++) {
        struct zones *zones = &tables.zones[i];

        refuse_empty(zones);
        zones->shares = G_malloc((zones->count + 1) * sizeof *zones->shares);
        class_shares(zones->classes, zones->count, zones->shares);
    }
    return tables;
}

double zone_from(const struct zones *zones, size_t i)
{
    if (zones->sectors > 0)
        return fmod(360. + 360. * ((double)i - 0.5) / zones->sectors, 360.);
    if (zones->categories)
        return zones->breaks[i];
    return i == 0 ? -INFINITY : zones->breaks[i - 1];
}

double zone_to(const struct zones *zones, size_t i)
{
    if (zones->sectors > 0)
        return 360. * ((double)i + 0.5) / zones->sectors;
    if (zones->categories)
        return zones->breaks[i];
    return i + 1 == zones->count ? INFINITY : zones->breaks[i];
}

void zones_free(struct zone_tables *tables)
{
    for (int i = 0; i < tables->count; i++) {
        G_free(tables->zones[i].breaks);
        G_free(tables->zones[i].classes);
        G_free(tables->zones[i].shares);
    }
    G_free(tables->zones);
    *tables = (struct zone_tables){NULL, 0};
}
