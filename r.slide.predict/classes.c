#include "classes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/cell_size.h"
#include "grass/fatal.h"
#include "grass/interrupt.h"
#include "grass/row_maps.h"

static const char *const class_names[][6] = {
    [2] = {"low", "high"},
    [3] = {"low", "moderate", "high"},
    [4] = {"low", "moderate", "high", "very high"},
    [5] = {"very low", "low", "moderate", "high", "very high"},
    [6] = {"very low", "low", "moderate", "high", "very high", "extreme"},
};
enum { MOST_NAMED = 6 };

/* green to red, as maps of susceptibility are drawn; between these by linear interpolation */
static const double ramp[][3] = {{26, 150, 65}, {166, 217, 106}, {255, 255, 178}, {253, 174, 97}, {215, 25, 28}};
enum { RAMP_STEPS = sizeof ramp / sizeof *ramp - 1 };

static const char *name_of_class(int count, int nth)
{
    char *name;

    if (count <= MOST_NAMED)
        return class_names[count][nth];
    G_asprintf(&name, _("class %d of %d"), nth + 1, count);
    return name;
}

static int ramp_at(double place, int band)
{
    const int below = (int)fmin(place * RAMP_STEPS, RAMP_STEPS - 1);

    return (int)lround(ramp[below][band] + (place * RAMP_STEPS - below) * (ramp[below + 1][band] - ramp[below][band]));
}

/* null is NaN; with a truth, cells without a landslide too */
static void read_row(int scored, int truth, int row, float *value, DCELL *landslide)
{
    const int cols = Rast_window_cols();

    Rast_get_f_row(scored, value, row);
    if (truth >= 0)
        Rast_get_d_row(truth, landslide, row);
    for (int col = 0; col < cols; col++)
        if (Rast_is_f_null_value(&value[col]) ||
            (truth >= 0 && (Rast_is_d_null_value(&landslide[col]) || landslide[col] == 0.)))
            value[col] = NAN;
}

static void search(const struct class_request *request, enum breaks_method method, const double *share, double *limit)
{
    const int rows = Rast_window_rows(), scored = Rast_open_old(request->scored, G_mapset());
    const int truth = request->method == CLASSES_SUCCESS ? Rast_open_old(request->truth, "") : -1;
    float *value = Rast_allocate_f_buf();
    DCELL *landslide = Rast_allocate_d_buf();
    struct breaks_search searching;
    struct slide_error error;
    enum slide_status status = breaks_begin(method, request->count, share, &searching, &error);

    while (status == SLIDE_OK && breaks_unfinished(&searching)) {
        for (int row = 0; row < rows; row++) {
            read_row(scored, truth, row, value, landslide);
            breaks_offer(&searching, value, (size_t)Rast_window_cols());
        }
        status = breaks_end_pass(&searching, &error);
    }
    if (status == SLIDE_NO_DATA && truth >= 0)
        G_fatal_error(_("No landslide cells in <%s> where <%s> has values: class limits by success rate need some. "
                        "Check g.region and r.mask."),
                      request->truth, request->scored);
    fatal_unless_ok(status, &error);
    fatal_unless_ok(breaks_finish(&searching, limit, &error), &error);
    Rast_close(scored);
    if (truth >= 0)
        Rast_close(truth);
    G_free(value);
    G_free(landslide);
}

static void find_limits(const struct class_request *request, double *limit)
{
    double cumulated[BREAKS_MOST_CLASSES], sum = 0.;

    for (int i = 0; i < request->count - 1; i++) {
        sum += request->share[i];
        cumulated[i] = sum;
        limit[i] = request->method == CLASSES_BREAKS ? request->limit[i] : (double)(i + 1) / request->count;
    }
    if (request->method == CLASSES_SUCCESS)
        search(request, BREAKS_QUANTILE, cumulated, limit);
    else if (request->method == CLASSES_QUANTILE)
        search(request, BREAKS_QUANTILE, NULL, limit);
    else if (request->method == CLASSES_JENKS)
        search(request, BREAKS_NATURAL, NULL, limit);
    else if (request->method == CLASSES_EQUAL && !request->probability)
        search(request, BREAKS_EQUAL, NULL, limit);
}

static void classify_rows(const struct class_request *request, struct row_maps *maps, struct class_table *table)
{
    const int rows = Rast_window_rows(), cols = Rast_window_cols(), scored = Rast_open_old(request->scored, G_mapset());
    struct cell_sizes sizes = cell_sizes_of_region();
    float *value = Rast_allocate_f_buf();
    uint8_t *number = G_malloc(cols);

    for (int row = 0; row < rows; row++) {
        interrupt_check();
        read_row(scored, -1, row, value, NULL);
        breaks_classify(value, (size_t)cols, table->limit, table->count, number);
        for (int col = 0; col < cols; col++) {
            value[col] = number[col] ? (float)number[col] : NAN;
            if (!number[col])
                continue;
            table->class[number[col] - 1].cells++;
            table->class[number[col] - 1].area += sizes.area[row];
            table->area += sizes.area[row];
        }
        row_maps_put(maps, 0, value);
    }
    Rast_close(scored);
    cell_sizes_free(&sizes);
    G_free(value);
    G_free(number);
}

/* the limits as a line of history; G_free it */
static char *limits_line(const struct class_request *request, const struct class_table *table, const char *history)
{
    char *lines = NULL;

    G_asprintf(&lines, "%sclasses of <%s> up to and with:", history, request->scored);
    for (int i = 0; i < table->count - 1; i++) {
        char *longer;

        G_asprintf(&longer, "%s %.9g", lines, table->limit[i]);
        G_free(lines);
        lines = longer;
    }
    return lines;
}

void classes_write(const struct class_request *request, const char *history, struct class_table *table)
{
    struct map_category category[BREAKS_MOST_CLASSES + 1] = {0};
    struct map_description description = {.title = _("Landslide susceptibility classes"),
                                          .semantic_label = "landslide_susceptibility_class",
                                          .categories = category,
                                          .source = request->scored};
    struct row_maps maps = {0};

    *table = (struct class_table){.count = request->count};
    G_message(_("Classifying <%s>..."), request->scored);
    find_limits(request, table->limit);
    for (int i = 0; i < table->count; i++) {
        const double place = (double)i / (table->count - 1);

        table->label[i] = name_of_class(table->count, i);
        category[i] = (struct map_category){.label = table->label[i],
                                            .value = i + 1,
                                            .red = ramp_at(place, 0),
                                            .green = ramp_at(place, 1),
                                            .blue = ramp_at(place, 2)};
    }
    row_maps_add(&maps, request->name, MAP_CATEGORIES);
    classify_rows(request, &maps, table);
    description.history = limits_line(request, table, history);
    row_maps_appear(&maps, &description);
    G_free((char *)description.history);
}
