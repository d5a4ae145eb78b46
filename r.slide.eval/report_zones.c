#include <math.h>
#include <stdio.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "report.h"

static void print_ratio(double value)
{
    if (isnan(value))
        printf(" %10s", "-");
    else
        printf(" %10.6g", value);
}

static const char *kind_of(const struct zones *zones)
{
    return zones->susceptibility ? "classes" : zones->sectors > 0 ? "aspect" : "factor";
}

static void print_zones_title(const struct zones *zones)
{
    if (zones->sectors > 0)
        printf(_("\nLandslides by aspect <%s>, in degrees clockwise from north\n"), zones->map);
    else
        printf(zones->susceptibility ? _("\nLandslides by class of <%s>\n") : _("\nLandslides by factor <%s>\n"),
               zones->map);
}

static void print_class(const struct zones *zones, size_t i)
{
    const struct class_count *counts = &zones->classes[i];
    const struct class_share *share = &zones->shares[i];
    char name[64];

    if (zones->categories)
        snprintf(name, sizeof name, "%.9g", zones->breaks[i]);
    else
        snprintf(name, sizeof name, "[%.6g, %.6g)", zone_from(zones, i), zone_to(zones, i));
    printf("%-24s %12zu %14.6g %10zu", name, counts->cells, counts->area, counts->landslides);
    print_ratio(100. * share->area);
    print_ratio(100. * share->landslides);
    print_ratio(share->density);
    print_ratio(share->density_ratio);
    print_ratio(share->r_index);
    printf("\n");
}

static void print_verdict(const struct zones *zones)
{
    const struct class_verdict verdict = class_verdict(zones->shares, zones->count);

    printf("%s: %s\n", _("Landslide density rises from class to class"), verdict.density_rises ? _("yes") : _("no"));
    printf("%s: %s\n", _("Most landslides lie in the highest class"), verdict.most_in_highest ? _("yes") : _("no"));
    printf("%s: %s\n", _("The highest class has less than an equal share of the area"),
           verdict.highest_is_small ? _("yes") : _("no"));
}

void print_zones(const struct zone_tables *tables)
{
    for (int t = 0; t < tables->count; t++) {
        const struct zones *zones = &tables->zones[t];

        print_zones_title(zones);
        printf("%-24s %12s %14s %10s %10s %10s %10s %10s %10s\n", _("Class"), _("cells"), _("area m2"), _("landslides"),
               _("area %"), _("slides %"), _("density"), _("ratio"), _("R-index"));
        for (size_t i = 0; i < zones->count; i++)
            print_class(zones, i);
        if (zones->nulls)
            printf(zones->sectors > 0 ? _("Left out, null or flat in <%s>: %zu\n") : _("Left out, null in <%s>: %zu\n"),
                   zones->map, zones->nulls);
        if (zones->susceptibility)
            print_verdict(zones);
    }
}

static json_t *json_of_class(const struct zones *zones, size_t i)
{
    const struct class_count *counts = &zones->classes[i];
    const struct class_share *share = &zones->shares[i];

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "from",
                     json_number(zone_from(zones, i)), "to", json_number(zone_to(zones, i)), "cells",
                     json_count(counts->cells), "area_m2", json_number(counts->area), "landslide_cells",
                     json_count(counts->landslides), "landslide_area_m2", json_number(counts->landslide_area),
                     "area_share", json_number(share->area), "landslide_share", json_number(share->landslides),
                     "density", json_number(share->density), "density_ratio", json_number(share->density_ratio),
                     "r_index", json_number(share->r_index));
}

json_t *json_of_zones(const struct zone_tables *tables)
{
    json_t *array = json_array();

    for (int t = 0; t < tables->count; t++) {
        const struct zones *zones = &tables->zones[t];
        json_t *classes = json_array(), *table;

        for (size_t i = 0; i < zones->count; i++)
            json_array_append_new(classes, json_of_class(zones, i));
        table = json_pack("{s:s, s:s, s:o, s:o}", "map", zones->map, "kind", kind_of(zones), "cells_null",
                          json_count(zones->nulls), "classes", classes);
        if (zones->susceptibility) {
            const struct class_verdict verdict = class_verdict(zones->shares, zones->count);

            json_object_set_new(table, "density_rises", json_boolean(verdict.density_rises));
            json_object_set_new(table, "most_in_highest", json_boolean(verdict.most_in_highest));
            json_object_set_new(table, "highest_is_small", json_boolean(verdict.highest_is_small));
        }
        json_array_append_new(array, table);
    }
    return array;
}
