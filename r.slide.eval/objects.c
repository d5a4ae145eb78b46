#include "objects.h"

#include <math.h>
#include <stdlib.h>

#include <grass/raster.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "score/cluster.h"

/* Polygons by category, ascending. */
struct polygons {
    const char *raster;
    int *category;
    struct cluster *held; /* what each holds of the map under way */
    size_t count;
    int file;
    CELL *row;
};

static int ascending(const void *a, const void *b)
{
    const int left = *(const int *)a, right = *(const int *)b;

    return (left > right) - (left < right);
}

/* The different categories of a vector map's areas. */
static size_t read_categories(const char *name, int **category)
{
    struct Map_info map;
    int areas;
    size_t count = 0, different = 0;

    if (Vect_open_old(&map, name, G_find_vector2(name, "")) < 2)
        G_fatal_error(_("Vector map <%s> has no topology: run v.build"), name);
    areas = Vect_get_num_areas(&map);
    *category = G_malloc(((size_t)areas + 1) * sizeof **category);
    for (int area = 1; area <= areas; area++) {
        const int own = Vect_get_area_cat(&map, area, 1);

        if (own >= 0)
            (*category)[count++] = own;
    }
    Vect_close(&map);
    qsort(*category, count, sizeof **category, ascending);
    for (size_t i = 0; i < count; i++)
        if (different == 0 || (*category)[i] != (*category)[different - 1])
            (*category)[different++] = (*category)[i];
    return different;
}

static struct polygons polygons_open(const char *name)
{
    struct polygons polygons = {.raster = areas_as_raster(name, "cat")};

    polygons.count = read_categories(name, &polygons.category);
    polygons.held = G_calloc(polygons.count + 1, sizeof *polygons.held);
    polygons.file = Rast_open_old(polygons.raster, "");
    polygons.row = Rast_allocate_c_buf();
    return polygons;
}

static void polygons_close(struct polygons *polygons)
{
    Rast_close(polygons->file);
    areas_raster_remove(polygons->raster);
    G_free(polygons->category);
    G_free(polygons->held);
    G_free(polygons->row);
}

/* One map's cells on their way to objects. */
struct object_scan {
    const struct object_options *options;
    struct polygons *polygons; /* or NULL: */
    struct cluster_scan landslides;
    struct cluster_scan patches;
    unsigned char *landslide; /* [cols] of the row */
    unsigned char *predicted;
};

/* A polygon's scored cells are landslides whatever the truth says of them. */
static void add_polygon_cell(struct polygons *polygons, int col, bool predicted, double area)
{
    const int *found =
        bsearch(&polygons->row[col], polygons->category, polygons->count, sizeof *polygons->category, ascending);

    if (!found)
        return;
    struct cluster *own = &polygons->held[found - polygons->category];

    own->cells++;
    own->marked += predicted;
    own->area += area;
}

static void scan_row(struct object_scan *scan, double area)
{
    struct slide_error error;

    if (scan->polygons == NULL)
        fatal_unless_ok(cluster_add_row(&scan->landslides, scan->landslide, scan->predicted, area, &error), &error);
    fatal_unless_ok(cluster_add_row(&scan->patches, scan->predicted, scan->landslide, area, &error), &error);
}

static void read_objects(const struct maps *maps, const struct cell_counts *counts, int map, double threshold,
                         struct object_scan *scan)
{
    struct cell_rows rows = cell_rows_open(maps);
    struct cell_sizes sizes = cell_sizes_of_region();

    for (int row = 0; row < rows.rows; row++) {
        cell_rows_read(&rows, row);
        if (scan->polygons)
            Rast_get_c_row(scan->polygons->file, scan->polygons->row, row);
        for (int col = 0; col < rows.cols; col++) {
            const bool scored = cell_is_scored(&rows, col);
            const bool inside = scan->polygons && !Rast_is_c_null_value(&scan->polygons->row[col]);

            scan->predicted[col] = scored && cell_score(maps, counts, map, rows.input[map].row[col]) >= threshold;
            scan->landslide[col] = scored && (inside || rows.state[col] == CELL_POSITIVE);
            if (scored && inside)
                add_polygon_cell(scan->polygons, col, scan->predicted[col], sizes.area[row]);
        }
        scan_row(scan, sizes.area[row]);
    }
    cell_sizes_free(&sizes);
    cell_rows_close(&rows);
}

static struct object_class *class_of(const struct object_options *options, struct object_scores *scores, double area)
{
    size_t class = 0;

    while (class < options->break_count && area >= options->breaks[class])
        class ++;
    return &scores->classes[class];
}

static void count_landslide(const struct object_options *options, const struct cluster *object,
                            struct object_class *class)
{
    static const double rounding = 1e-12;
    const bool touched =
        object->marked > 0 && (double)object->marked >= (options->overlap - rounding) * (double)object->cells;

    class->objects++;
    class->area += object->area;
    class->touched += touched;
    class->touched_area += touched ? object->area : 0.;
}

static void count_patch(const struct cluster *patch, struct object_class *class)
{
    const bool false_alarm = patch->marked == 0;

    class->patches++;
    class->patch_area += patch->area;
    class->false_patches += false_alarm;
    class->false_area += false_alarm ? patch->area : 0.;
}

/* @return how many polygons hold no scored cell */
static size_t count_objects(struct object_scan *scan, struct object_scores *scores)
{
    const struct object_options *options = scan->options;
    const struct cluster *object = scan->polygons ? scan->polygons->held : scan->landslides.piece;
    const size_t count = scan->polygons ? scan->polygons->count : scan->landslides.count;
    size_t without_cell = 0;

    for (size_t i = 0; i < count; i++) {
        if (object[i].cells == 0) {
            without_cell++;
            continue;
        }
        count_landslide(options, &object[i], class_of(options, scores, object[i].area));
        count_landslide(options, &object[i], &scores->all);
    }
    for (size_t i = 0; i < scan->patches.count; i++) {
        count_patch(&scan->patches.piece[i], class_of(options, scores, scan->patches.piece[i].area));
        count_patch(&scan->patches.piece[i], &scores->all);
    }
    return without_cell;
}

static size_t score_objects(const struct maps *maps, const struct cell_counts *counts, int map, double threshold,
                            struct object_scan *scan, struct object_scores *scores)
{
    const size_t cols = Rast_window_cols();
    struct slide_error error;
    size_t without_cell;

    fatal_unless_ok(cluster_begin(&scan->landslides, cols, &error), &error);
    fatal_unless_ok(cluster_begin(&scan->patches, cols, &error), &error);
    for (size_t i = 0; scan->polygons && i < scan->polygons->count; i++)
        scan->polygons->held[i] = (struct cluster){0, 0, 0.};
    read_objects(maps, counts, map, threshold, scan);
    cluster_end(&scan->landslides);
    cluster_end(&scan->patches);
    scores->classes = G_calloc(scan->options->break_count + 1, sizeof *scores->classes);
    without_cell = count_objects(scan, scores);
    cluster_free(&scan->landslides);
    cluster_free(&scan->patches);
    return without_cell;
}

struct objects objects_of(const struct maps *maps, const struct cell_counts *counts, const struct map_scores *scores,
                          const struct object_options *options)
{
    struct objects objects = {options, NULL, 0};
    struct object_scan scan = {.options = options};
    struct polygons polygons = {0};

    if (!options->asked)
        return objects;
    G_message(_("Landslides as objects..."));
    if (options->polygons) {
        polygons = polygons_open(options->polygons);
        scan.polygons = &polygons;
    }
    scan.landslide = G_calloc(Rast_window_cols(), 1);
    scan.predicted = G_calloc(Rast_window_cols(), 1);
    objects.maps = G_calloc(maps->count, sizeof *objects.maps);
    for (int i = 0; i < maps->count; i++) {
        G_percent(i, maps->count, 1);
        objects.without_cell =
            score_objects(maps, counts, i, threshold_for(maps, &counts->range[i], scores[i].cuts[0].threshold), &scan,
                          &objects.maps[i]);
    }
    G_percent(1, 1, 1);
    if (scan.polygons)
        polygons_close(&polygons);
    G_free(scan.landslide);
    G_free(scan.predicted);
    return objects;
}

void objects_free(const struct maps *maps, struct objects *objects)
{
    for (int i = 0; objects->maps && i < maps->count; i++)
        G_free(objects->maps[i].classes);
    G_free(objects->maps);
    *objects = (struct objects){0};
}
