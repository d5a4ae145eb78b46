/** The table of landslides and patches by size: as text, as JSON and as comma-separated values. */
#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "objects.h"
#include "report.h"
#include "table_file.h"

/* Bounds of a size class in m2; infinite at the ends. */
static double class_from(const struct object_options *options, size_t class)
{
    return class == 0 ? 0. : options->breaks[class - 1];
}

static double class_to(const struct object_options *options, size_t class)
{
    return class == options->break_count ? INFINITY : options->breaks[class];
}

static double share(double part, double whole)
{
    return whole > 0. ? part / whole : NAN;
}

static void print_percent(double value)
{
    if (isnan(value))
        printf(" %9s", "-");
    else
        printf(" %9.2f", 100. * value);
}

static void print_class(const char *name, const struct object_class *class)
{
    printf("%-28s %10zu %10zu", name, class->objects, class->touched);
    print_percent(share((double)class->touched, (double)class->objects));
    print_percent(share(class->touched_area, class->area));
    printf(" %10zu %10zu", class->patches, class->false_patches);
    print_percent(share((double)class->false_patches, (double)class->patches));
    print_percent(share(class->false_area, class->patch_area));
    printf("\n");
}

static void print_map_objects(const struct object_options *options, const struct object_scores *scores)
{
    char name[64];

    printf("%-28s %10s %10s %9s %9s %10s %10s %9s %9s\n", _("Size in m2"), _("landslides"), _("touched"), "%",
           _("% of area"), _("patches"), _("false"), "%", _("% of area"));
    for (size_t class = 0; class <= options->break_count; class ++) {
        snprintf(name, sizeof name, "[%.9g, %.9g)", class_from(options, class), class_to(options, class));
        print_class(name, &scores->classes[class]);
    }
    print_class(_("all"), &scores->all);
}

void print_objects(const struct maps *maps, const struct objects *objects)
{
    const struct object_options *options = objects->options;

    for (int i = 0; objects->maps && i < maps->count; i++) {
        if (options->polygons)
            printf(_("\nLandslides of <%s> touched by <%s>"), options->polygons, maps->inputs[i]);
        else
            printf(_("\nConnected landslide cells touched by <%s>"), maps->inputs[i]);
        if (options->overlap > 0.)
            printf(_(", at least %.9g of their cells"), options->overlap);
        printf("\n");
        print_map_objects(options, &objects->maps[i]);
        if (options->polygons)
            printf("%-28s %zu\n", _("Polygons without scored cell"), objects->without_cell);
    }
}

static json_t *json_of_class(double from, double to, const struct object_class *class)
{
    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "from_m2", json_number(from),
                     "to_m2", json_number(to), "landslides", json_count(class->objects), "touched",
                     json_count(class->touched), "touched_share",
                     json_number(share((double)class->touched, (double)class->objects)), "landslide_area_m2",
                     json_number(class->area), "touched_area_m2", json_number(class->touched_area), "patches",
                     json_count(class->patches), "false_patches", json_count(class->false_patches), "false_share",
                     json_number(share((double)class->false_patches, (double)class->patches)), "patch_area_m2",
                     json_number(class->patch_area), "false_area_m2", json_number(class->false_area));
}

json_t *json_of_objects(const struct maps *maps, const struct objects *objects)
{
    const struct object_options *options = objects->options;
    json_t *array = json_array();

    for (int i = 0; objects->maps && i < maps->count; i++) {
        json_t *classes = json_array();

        for (size_t class = 0; class <= options->break_count; class ++)
            json_array_append_new(classes, json_of_class(class_from(options, class), class_to(options, class),
                                                         &objects->maps[i].classes[class]));
        json_array_append_new(array, json_pack("{s:s, s:s?, s:f, s:o, s:o, s:o}", "input", maps->inputs[i], "polygons",
                                               options->polygons, "overlap", options->overlap, "without_cell",
                                               json_count(objects->without_cell), "sizes", classes, "all",
                                               json_of_class(0., INFINITY, &objects->maps[i].all)));
    }
    return array;
}

static void write_class(FILE *file, const char *map, double from, double to, const struct object_class *class)
{
    const double bounds[] = {from, to},
                 areas[] = {class->area, class->touched_area, class->patch_area, class->false_area};

    fprintf(file, "%s", map);
    table_numbers(file, bounds, 2);
    fprintf(file, ",%zu,%zu,%zu,%zu", class->objects, class->touched, class->patches, class->false_patches);
    table_numbers(file, areas, 4);
    fprintf(file, "\n");
}

void objects_write(const struct maps *maps, const struct objects *objects)
{
    const struct object_options *options = objects->options;
    FILE *file;

    if (!objects->maps || !options->path)
        return;
    file = table_open(options->path);
    fprintf(file, "map,from_m2,to_m2,landslides,touched,patches,false_patches,landslide_area_m2,touched_area_m2,"
                  "patch_area_m2,false_area_m2\n");
    for (int i = 0; i < maps->count; i++) {
        for (size_t class = 0; class <= options->break_count; class ++)
            write_class(file, maps->inputs[i], class_from(options, class), class_to(options, class),
                        &objects->maps[i].classes[class]);
        write_class(file, maps->inputs[i], NAN, NAN, &objects->maps[i].all);
    }
    table_close(file, options->path);
}
