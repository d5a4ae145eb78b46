/** What the run was of, as JSON: the region, the model, and the curves where they were made. */
#include <math.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "curves.h"
#include "grass/fatal.h"
#include "learn/model_file.h"
#include "learn/model_json.h"
#include "report.h"

json_t *json_of_region(void)
{
    struct Cell_head window;

    Rast_get_window(&window);
    return json_pack("{s:s, s:s, s:s, s:f, s:f, s:f, s:f, s:f, s:f, s:i, s:i}", "location", G_location(), "mapset",
                     G_mapset(), "projection", G_database_projection_name(), "north", window.north, "south",
                     window.south, "east", window.east, "west", window.west, "ns_resolution", window.ns_res,
                     "ew_resolution", window.ew_res, "rows", window.rows, "columns", window.cols);
}

json_t *json_of_model(const char *path)
{
    struct slide_error error;
    struct model model;
    json_t *json;
    char *text;

    if (!path)
        return json_null();
    fatal_unless_ok(model_read(path, 1, &model, &error), &error);
    text = model_to_json(&model);
    json = text ? json_loads(text, 0, NULL) : NULL;
    if (!json)
        G_fatal_error(_("The description of model '%s' could not be written as JSON"), path);
    free(text);
    model_free(&model);
    return json;
}

static json_t *json_of_point(const struct curve_point *point)
{
    const struct confusion *counts = &point->confusion;
    const struct confusion_ratios ratios = confusion_ratios(counts);
    const double predicted = (double)(counts->true_positives + counts->false_positives);
    const double others = (double)(counts->false_negatives + counts->true_negatives);

    return json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "threshold", json_number(point->threshold),
                     "false_alarm_rate", json_number(ratios.false_alarm_rate), "recall", json_number(ratios.recall),
                     "precision", json_number(ratios.precision), "predicted_share",
                     json_number(predicted / (predicted + others)), "f1", json_number(ratios.f1), "csi",
                     json_number(ratios.critical_success), "kappa", json_number(ratios.kappa), "youden",
                     json_number(ratios.youden));
}

static json_t *json_of_curve(const char *map, const char *of, const struct curve *curve)
{
    json_t *points = json_array();

    for (size_t i = 0; i < curve->count; i++)
        json_array_append_new(points, json_of_point(&curve->point[i]));
    return json_pack("{s:s, s:s, s:o}", "map", map, "of", of, "points", points);
}

json_t *json_of_curves(const struct maps *maps, const struct curves *curves)
{
    json_t *array = json_array();

    for (int i = 0; i < maps->count; i++) {
        if (curves->scored[i].count == 0)
            continue;
        json_array_append_new(array, json_of_curve(maps->inputs[i], "scored", &curves->scored[i]));
        if (curves->beyond)
            json_array_append_new(array, json_of_curve(maps->inputs[i], "outside_test", &curves->beyond[i]));
    }
    return array;
}
