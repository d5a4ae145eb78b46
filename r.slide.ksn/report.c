/** The summary as a JSON object; as text its numbers are lines and its lists are tables. */
#include "report.h"

#include <math.h>
#include <stdio.h>

#include <jansson.h>

static void add_number(json_t *table, const char *key, double value)
{
    json_object_set_new(table, key, isfinite(value) ? json_real(value) : json_null());
}

static void add_count(json_t *table, const char *key, size_t value)
{
    json_object_set_new(table, key, json_integer((json_int_t)value));
}

static void add_drainage(json_t *table, const struct settings *settings, const struct summary *summary)
{
    static const char *const treatment[] = {"carve", "fill", "keep"};

    json_object_set_new(table, "depression", json_string(treatment[settings->treatment]));
    add_count(table, "valid_cells", summary->valid_cells);
    add_number(table, "valid_area_km2", summary->valid_area * 1e-6);
    add_count(table, "depressions", summary->routing.depression.depressions);
    add_count(table, "cells_changed", summary->routing.depression.cells_changed);
    add_number(table, "volume_changed_m3", summary->routing.depression.volume);
    add_number(table, "largest_change_m", summary->routing.depression.deepest);
    add_count(table, "flat_cells", summary->routing.flat_cells);
    add_count(table, "outlets", summary->outlets);
    add_number(table, "largest_area_km2", summary->largest_area * 1e-6);
}

static void add_channels(json_t *table, const struct settings *settings, const struct summary *summary)
{
    add_number(table, "threshold_km2", settings->threshold * 1e-6);
    add_count(table, "channel_cells", summary->channel_cells);
    add_count(table, "channel_segments", summary->channel_segments);
    add_number(table, "channel_length_km", summary->channel_length * 1e-3);
    add_count(table, "highest_order", (size_t)summary->highest_order);
    add_number(table, "theta", summary->theta);
    json_object_set_new(table, "gradient", json_string(settings->gradient->name));
    add_number(table, "ksn_mean", summary->ksn.mean);
    add_number(table, "ksn_median", summary->ksn.median);
    if (!isnan(summary->ensemble_sd))
        add_number(table, "ksn_sd_median", summary->ensemble_sd);
    if (settings->vector[VECTOR_CHANNELS])
        add_count(table, "channel_lines", summary->channel_lines);
    if (summary->knickpoints != SIZE_MAX)
        add_count(table, "knickpoints", summary->knickpoints);
    add_count(table, "cells_filled_from_neighbours", summary->surface_filled);
}

static void add_estimate(json_t *row, const char *method, const char *fit, const struct theta_estimate *estimate)
{
    const struct {
        const char *name;
        double value;
    } column[] = {
        {"theta", estimate->theta}, {"lower", estimate->lower}, {"upper", estimate->upper}, {fit, estimate->fit}};
    char key[64];

    for (size_t i = 0; i < sizeof column / sizeof *column; i++) {
        snprintf(key, sizeof key, "%s_%s", method, column[i].name);
        add_number(row, key, column[i].value);
    }
}

static json_t *basin_row(const struct basin_concavity *basin, int is_whole, size_t number)
{
    json_t *row = json_object();

    json_object_set_new(row, "basin", is_whole ? json_string("all") : json_integer((json_int_t)number));
    add_count(row, "nodes", basin->nodes);
    add_number(row, "area_km2", basin->area * 1e-6);
    add_number(row, "relief_m", basin->relief);
    add_estimate(row, "disorder", "d", &basin->disorder);
    add_estimate(row, "chi", "r2", &basin->chi);
    add_estimate(row, "slope_area", "r2", &basin->slope_area);
    json_object_set_new(row, "verdict", json_string(concavity_reason(basin->verdict)));
    return row;
}

/* Basins with too few channels or too little relief are counted only. */
static void add_concavity(json_t *table, const struct concavity *concavity)
{
    json_t *rows = json_array();

    add_count(table, "basins_used_for_theta", concavity->used);
    add_count(table, "basins_too_small_for_theta", concavity->basins - concavity->used);
    json_array_append_new(rows, basin_row(&concavity->whole, 1, 0));
    for (size_t i = 0; i < concavity->basins; i++)
        if (!isnan(concavity->basin[i].chi.theta))
            json_array_append_new(rows, basin_row(&concavity->basin[i], 0, i + 1));
    json_object_set_new(table, "theta_of_basins", rows);
}

static json_t *units_row(const struct segmentation *units)
{
    json_t *row = json_object();

    add_number(row, "area_min_km2", units->area_min * 1e-6);
    add_number(row, "variance_min", units->variance_min);
    add_count(row, "units", units->units);
    add_number(row, "internal_variance", units->internal);
    add_number(row, "external_index", units->external);
    if (!isnan(units->objective))
        add_number(row, "objective", units->objective);
    return row;
}

static void add_units(json_t *table, const struct summary *summary)
{
    json_t *rows = json_array();

    json_array_append_new(rows, units_row(&summary->units));
    json_object_set_new(table, "slope_units", rows);
    if (summary->searched == 0)
        return;
    rows = json_array();
    for (size_t i = 0; i < summary->searched; i++)
        json_array_append_new(rows, units_row(&summary->search[i]));
    json_object_set_new(table, "slope_unit_search", rows);
}

static json_t *summary_table(const struct settings *settings, const struct summary *summary)
{
    json_t *table = json_object();

    add_drainage(table, settings, summary);
    add_channels(table, settings, summary);
    if (settings->map[MAP_DENSITY_CLASS]) {
        json_t *breaks = json_array();

        for (int i = 0; i < 4; i++)
            json_array_append_new(breaks, json_real(summary->density_break[i]));
        json_object_set_new(table, "ksn_class_breaks", breaks);
    }
    if (summary->concavity.basins > 0)
        add_concavity(table, &summary->concavity);
    if (summary->units.units > 0)
        add_units(table, summary);
    return table;
}

static void print_value(const json_t *value)
{
    if (json_is_string(value))
        fputs(json_string_value(value), stdout);
    else if (json_is_integer(value))
        printf("%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        printf("%.7g", json_real_value(value));
    else
        fputs("nan", stdout);
}

/* A list of numbers on one line; a list of rows as a table with a header, columns parted by |. */
static void print_list(const char *key, json_t *list)
{
    size_t number;
    json_t *row, *value;
    const char *column;

    printf("%s:", key);
    json_array_foreach(list, number, row)
    {
        int first = 1;

        if (!json_is_object(row)) {
            putchar(' ');
            print_value(row);
            continue;
        }
        if (number == 0) {
            const char *separator = "\n";

            json_object_foreach(row, column, value)
            {
                printf("%s%s", separator, column);
                separator = "|";
            }
        }
        json_object_foreach(row, column, value)
        {
            putchar(first ? '\n' : '|');
            print_value(value);
            first = 0;
        }
    }
    putchar('\n');
}

void report_write(const struct settings *settings, const struct summary *summary)
{
    json_t *table = summary_table(settings, summary), *value;
    const char *key;

    if (settings->as_json) {
        json_dumpf(table, stdout, JSON_INDENT(4) | JSON_REAL_PRECISION(12));
        putchar('\n');
    } else
        json_object_foreach(table, key, value)
        {
            if (json_is_array(value)) {
                print_list(key, value);
                continue;
            }
            printf("%s: ", key);
            print_value(value);
            putchar('\n');
        }
    json_decref(table);
}
