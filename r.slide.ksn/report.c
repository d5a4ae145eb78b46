/** Maps with titles, units, labels, colours and history; the summary as text or JSON. */
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <jansson.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/output.h"

/* Ksn's unit depends on theta and is put in when the maps are written. */
static const struct map_description descriptions[MAPS] = {
    [MAP_KSN] = {.title = "Normalized channel steepness (Ksn)",
                 .semantic_label = "channel_ksn",
                 .colors = "viridis",
                 .color_low = 0.},
    [MAP_CHANNELS] = {.title = "Channels by Strahler order",
                      .semantic_label = "strahler_order",
                      .colors = "blues",
                      .color_low = 0.},
    [MAP_CHI] = {.title = "chi of channels, reference area 1 m2",
                 .units = "m",
                 .semantic_label = "chi",
                 .colors = "viridis",
                 .color_low = 0.},
    [MAP_SURFACE] = {.title = "Ksn of the channel segment that a cell drains into",
                     .semantic_label = "ksn",
                     .colors = "viridis",
                     .color_low = 0.},
    [MAP_DISTANCE] = {.title = "Distance along the flow to the channel",
                      .units = "m",
                      .semantic_label = "channel_distance",
                      .colors = "viridis",
                      .color_low = 0.},
    [MAP_LOG_SPI] = {.title = "Logarithm of the stream power index",
                     .units = "ln(m)",
                     .semantic_label = "log_spi",
                     .colors = "viridis",
                     .color_low = NAN},
    [MAP_ACCUMULATION] = {.title = "Drainage area",
                          .units = "m2",
                          .semantic_label = "drainage_area",
                          .colors = "blues",
                          .color_low = 0.},
    [MAP_DIRECTION] = {.title = "Flow direction (D8)",
                       .semantic_label = "flow_direction",
                       .colors = "aspectcolr",
                       .color_low = -8.,
                       .color_high = 8.},
};

static char *history_of(const struct settings *settings)
{
    char *text = NULL;
    const char *treatment = settings->treatment == DEPRESSION_CARVE ? "carved" : "filled";

    G_asprintf(&text,
               "depressions %s%s%s; D8 on true distances; area in m2, the cell itself included\n"
               "channels: drainage area of at least %.10g km2\n"
               "Ksn = S A^%.10g, S the tangent of the slope along the flow to the next cell",
               treatment, settings->sinks ? "; sinks kept: " : "", settings->sinks ? settings->sinks : "",
               settings->threshold * 1e-6, settings->theta);
    return text;
}

void write_maps(const struct settings *settings, const struct result *result)
{
    struct map_output outputs[MAPS];
    char *ksn_unit = NULL;
    char *history = history_of(settings);

    G_asprintf(&ksn_unit, "m^%.10g", 2. * settings->theta);
    for (int i = 0; i < MAPS; i++) {
        outputs[i] = (struct map_output){settings->map[i], result->value[i], result->category[i], descriptions[i]};
        outputs[i].description.history = history;
        outputs[i].description.source = settings->elevation;
        if (i == MAP_KSN || i == MAP_SURFACE)
            outputs[i].description.units = ksn_unit;
        if (i != MAP_DIRECTION)
            outputs[i].description.color_high = NAN;
    }
    G_message(_("Writing maps..."));
    maps_write(outputs, MAPS);
    G_free(ksn_unit);
    G_free(history);
}

static void add_number(json_t *table, const char *key, double value)
{
    json_object_set_new(table, key, isfinite(value) ? json_real(value) : json_null());
}

static void add_count(json_t *table, const char *key, size_t value)
{
    json_object_set_new(table, key, json_integer((json_int_t)value));
}

static json_t *summary_table(const struct settings *settings, const struct summary *summary)
{
    json_t *table = json_object();

    json_object_set_new(table, "depression", json_string(settings->treatment == DEPRESSION_CARVE ? "carve" : "fill"));
    add_count(table, "valid_cells", summary->valid_cells);
    add_number(table, "valid_area_km2", summary->valid_area * 1e-6);
    add_count(table, "depressions", summary->routing.depression.depressions);
    add_count(table, "cells_changed", summary->routing.depression.cells_changed);
    add_number(table, "volume_changed_m3", summary->routing.depression.volume);
    add_number(table, "largest_change_m", summary->routing.depression.deepest);
    add_count(table, "flat_cells", summary->routing.flat_cells);
    add_count(table, "outlets", summary->outlets);
    add_number(table, "largest_area_km2", summary->largest_area * 1e-6);
    add_number(table, "threshold_km2", settings->threshold * 1e-6);
    add_count(table, "channel_cells", summary->channel_cells);
    add_count(table, "channel_segments", summary->channel_segments);
    add_number(table, "channel_length_km", summary->channel_length * 1e-3);
    add_count(table, "highest_order", (size_t)summary->highest_order);
    add_number(table, "theta", settings->theta);
    add_number(table, "ksn_mean", summary->ksn.mean);
    add_number(table, "ksn_median", summary->ksn.median);
    add_count(table, "cells_filled_from_neighbours", summary->surface_filled);
    return table;
}

static void print_line(const char *key, const json_t *value)
{
    if (json_is_string(value))
        printf("%s: %s\n", key, json_string_value(value));
    else if (json_is_integer(value))
        printf("%s: %lld\n", key, (long long)json_integer_value(value));
    else if (json_is_real(value))
        printf("%s: %.10g\n", key, json_real_value(value));
    else
        printf("%s: nan\n", key);
}

void write_summary(const struct settings *settings, const struct summary *summary, int as_json)
{
    json_t *table = summary_table(settings, summary);

    if (as_json) {
        json_dumpf(table, stdout, JSON_INDENT(4) | JSON_REAL_PRECISION(12));
        putchar('\n');
    } else
        for (void *item = json_object_iter(table); item; item = json_object_iter_next(table, item))
            print_line(json_object_iter_key(item), json_object_iter_value(item));
    json_decref(table);
}
