/** Profiles: as text, as JSON and as comma-separated values. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "profile.h"
#include "report.h"
#include "table_file.h"

static void write_bin(const struct profiles *profiles, const struct profile *profile, int map, size_t i, FILE *file)
{
    const struct profile_bin *bin = &profile->bin[i];
    const struct profile_values *values = profile_values_at(profile, map, i);
    const double density = profile_density(bin);

    fprintf(file, "%d,%s", profile->number, profiles->map[map]);
    table_numbers(file, (const double[]){bin->from, bin->to}, 2);
    fprintf(file, ",%zu", values->cells);
    table_numbers(file, (const double[]){values->mean, values->lowest, values->highest}, 3);
    table_numbers(file, values->quantile, (int)profiles->options->shares);
    fprintf(file, ",%zu,%zu", bin->scored, bin->landslides);
    table_numbers(file, &density, 1);
    fprintf(file, "\n");
}

void profiles_write(const struct profiles *profiles)
{
    const struct profile_options *options = profiles->options;
    FILE *file;

    if (!options->path)
        return;
    file = table_open(options->path);
    fprintf(file, "profile,map,from_m,to_m,cells,mean,minimum,maximum");
    for (size_t i = 0; i < options->shares; i++)
        fprintf(file, ",p%.9g", 100. * options->share[i]);
    fprintf(file, ",cells_scored,landslide_cells,landslide_density\n");
    for (int i = 0; i < profiles->count; i++)
        for (int map = 0; map < profiles->maps; map++)
            for (size_t k = 0; k < profiles->profile[i].bins; k++)
                write_bin(profiles, &profiles->profile[i], map, k, file);
    table_close(file, options->path);
}

static void print_value(double value, int width)
{
    if (isnan(value))
        printf(" %*s", width, "-");
    else
        printf(" %*.6g", width, value);
}

static int width_of(const char *map)
{
    const int length = (int)strlen(map);

    return length > 12 ? length : 12;
}

static void print_profile(const struct profiles *profiles, const struct profile *profile)
{
    printf(_("\nProfile %d, %.9g m long and %.9g m wide: landslides and means of maps\n"), profile->number,
           profile->length, profiles->width);
    printf("%10s %10s %10s %10s %10s", _("from m"), _("to m"), _("cells"), _("landslides"), _("density"));
    for (int map = 0; map < profiles->maps; map++)
        printf(" %*s", width_of(profiles->map[map]), profiles->map[map]);
    printf("\n");
    for (size_t i = 0; i < profile->bins; i++) {
        const struct profile_bin *bin = &profile->bin[i];

        printf("%10.9g %10.9g %10zu %10zu", bin->from, bin->to, bin->scored, bin->landslides);
        print_value(profile_density(bin), 10);
        for (int map = 0; map < profiles->maps; map++)
            print_value(profile_values_at(profile, map, i)->mean, width_of(profiles->map[map]));
        printf("\n");
    }
}

void print_profiles(const struct profiles *profiles)
{
    for (int i = 0; i < profiles->count; i++)
        print_profile(profiles, &profiles->profile[i]);
}

static json_t *json_of_values(const struct profiles *profiles, const struct profile_values *values)
{
    const struct profile_options *options = profiles->options;
    json_t *percentiles = json_array();

    for (size_t i = 0; i < options->shares; i++)
        json_array_append_new(percentiles, json_pack("{s:f, s:o}", "percent", 100. * options->share[i],
                                                     "percentile_value", json_number(values->quantile[i])));
    return json_pack("{s:o, s:o, s:o, s:o, s:o}", "cells", json_count(values->cells), "mean", json_number(values->mean),
                     "minimum", json_number(values->lowest), "maximum", json_number(values->highest), "percentiles",
                     percentiles);
}

static json_t *json_of_bins(const struct profile *profile)
{
    json_t *bins = json_array();

    for (size_t i = 0; i < profile->bins; i++) {
        const struct profile_bin *bin = &profile->bin[i];

        json_array_append_new(bins, json_pack("{s:f, s:f, s:o, s:o, s:o}", "from_m", bin->from, "to_m", bin->to,
                                              "cells_scored", json_count(bin->scored), "landslide_cells",
                                              json_count(bin->landslides), "landslide_density",
                                              json_number(profile_density(bin))));
    }
    return bins;
}

static json_t *json_of_profile(const struct profiles *profiles, const struct profile *profile)
{
    json_t *maps = json_array();

    for (int map = 0; map < profiles->maps; map++) {
        json_t *values = json_array();

        for (size_t i = 0; i < profile->bins; i++)
            json_array_append_new(values, json_of_values(profiles, profile_values_at(profile, map, i)));
        json_array_append_new(maps, json_pack("{s:s, s:o}", "map", profiles->map[map], "values", values));
    }
    return json_pack("{s:i, s:f, s:f, s:f, s:o, s:o}", "profile", profile->number, "length_m", profile->length,
                     "width_m", profiles->width, "step_m", profiles->step, "bins", json_of_bins(profile), "maps", maps);
}

json_t *json_of_profiles(const struct profiles *profiles)
{
    json_t *array = json_array();

    for (int i = 0; i < profiles->count; i++)
        json_array_append_new(array, json_of_profile(profiles, &profiles->profile[i]));
    return array;
}
