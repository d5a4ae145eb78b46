#include "sbas_network.h"

#include <unistd.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/calendar.h"
#include "base/chart.h"
#include "grass/fatal.h"
#include "radar/sbas.h"

void network_baselines(const struct pair_stack *stack, double *baseline)
{
    const double none[SBAS_VELOCITY + 1] = {0.};
    const struct sbas_problem problem = {.network = &stack->network, .min_pairs = 1, .per_radian = 1., .term = none};
    struct sbas_solution solution = {.displacement = baseline};
    struct sbas *sbas = sbas_new(&problem);

    if (!sbas || sbas_solve(sbas, stack->baseline, NULL, &solution) != SBAS_SOLVED)
        G_fatal_error(_("The baselines of the pairs cannot be inverted"));
    G_verbose_message(_("Baselines of the pairs close to %.3g m"), solution.residual_rms);
    sbas_free(sbas);
}

static json_t *text_of_day(int day)
{
    char text[CALENDAR_TEXT];

    return json_string(calendar_text(day, text));
}

static json_t *dates_json(const struct pair_stack *stack)
{
    const struct network *network = &stack->network;
    double *baseline = G_malloc(network->dates * sizeof *baseline);
    int *subset = G_malloc(network->dates * sizeof *subset);
    json_t *dates = json_array();

    network_subsets(network, NULL, subset);
    if (stack->baseline)
        network_baselines(stack, baseline);
    for (int i = 0; i < network->dates; i++) {
        json_t *date = json_object();

        json_object_set_new(date, "date", text_of_day(network->day[i]));
        json_object_set_new(date, "subset", json_integer(subset[i] + 1));
        if (stack->baseline)
            json_object_set_new(date, "baseline", json_real(baseline[i]));
        json_array_append_new(dates, date);
    }
    G_free(subset);
    G_free(baseline);
    return dates;
}

static json_t *pair_json(const struct pair_stack *stack, const struct pair_correction *correction, int i)
{
    const struct dated_map *map = &stack->phase.map[i];
    json_t *pair = json_object();

    json_object_set_new(pair, "map", json_string(map->map.full_name));
    json_object_set_new(pair, "earlier", text_of_day(map->days.first));
    json_object_set_new(pair, "later", text_of_day(map->days.last));
    if (stack->baseline)
        json_object_set_new(pair, "baseline", json_real(stack->baseline[i]));
    if (correction->of_height) {
        json_object_set_new(pair, "elevation_radians_per_km",
                            json_real(1000. * pair_correction_per_metre(correction, i)));
        json_object_set_new(pair, "elevation_correlation", json_real(correction->ramp[i].height_correlation));
    }
    return pair;
}

json_t *network_json(const struct pair_stack *stack, const struct pair_correction *correction)
{
    json_t *network = json_object(), *pairs = json_array();

    for (int i = 0; i < stack->pairs; i++)
        json_array_append_new(pairs, pair_json(stack, correction, i));
    json_object_set_new(network, "dates", dates_json(stack));
    json_object_set_new(network, "pairs", pairs);
    return network;
}

/* Lines and points. */
struct drawing {
    double *x, *y, *x_end, *y_end; /* [pairs] */
    int points;
    double *day, *height; /* [points] */
};

static double *numbers(int count)
{
    return G_calloc(count, sizeof(double));
}

/* Dates at their baselines. */
static void place_dates(const struct pair_stack *stack, struct drawing *drawing)
{
    const struct network *network = &stack->network;

    drawing->points = network->dates;
    network_baselines(stack, drawing->height);
    for (int i = 0; i < network->dates; i++)
        drawing->day[i] = network->day[i];
    for (int i = 0; i < network->pairs; i++) {
        drawing->y[i] = drawing->height[network->pair[i].earlier];
        drawing->y_end[i] = drawing->height[network->pair[i].later];
    }
}

/* Without baselines: each pair on a line of its own. */
static void place_pairs(const struct pair_stack *stack, struct drawing *drawing)
{
    const int pairs = stack->pairs;

    drawing->points = 2 * pairs;
    for (int i = 0; i < pairs; i++) {
        drawing->y[i] = drawing->y_end[i] = drawing->height[i] = drawing->height[pairs + i] = i + 1;
        drawing->day[i] = drawing->x[i];
        drawing->day[pairs + i] = drawing->x_end[i];
    }
}

static struct drawing drawing_of(const struct pair_stack *stack)
{
    const struct network *network = &stack->network;
    const int pairs = network->pairs, points = 2 * pairs; /* at least as many as dates */
    struct drawing drawing = {numbers(pairs),  numbers(pairs), numbers(pairs), numbers(pairs), 0,
                              numbers(points), numbers(points)};

    for (int i = 0; i < pairs; i++) {
        drawing.x[i] = network->day[network->pair[i].earlier];
        drawing.x_end[i] = network->day[network->pair[i].later];
    }
    if (stack->baseline)
        place_dates(stack, &drawing);
    else
        place_pairs(stack, &drawing);
    return drawing;
}

static void drawing_free(struct drawing *drawing)
{
    double *const arrays[] = {drawing->x, drawing->y, drawing->x_end, drawing->y_end, drawing->day, drawing->height};

    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        G_free(arrays[i]);
}

/* A run that fails afterwards leaves no chart. */
static void remove_chart(void *path)
{
    unlink(path);
}

void network_draw(const struct options *options, const struct pair_stack *stack)
{
    const char *path = option_answer(options, OPTION_NETWORK);
    struct drawing drawing;
    struct slide_error error;

    if (!path)
        return;
    drawing = drawing_of(stack);

    const struct chart_series series[] = {
        {.mark = CHART_SEGMENTS,
         .label = _("interferograms"),
         .count = stack->pairs,
         .x = drawing.x,
         .y = drawing.y,
         .x_end = drawing.x_end,
         .y_end = drawing.y_end,
         .colour = CHART_SKY},
        {.mark = CHART_POINTS,
         .label = _("images"),
         .count = drawing.points,
         .x = drawing.day,
         .y = drawing.height,
         .colour = CHART_BLUE},
    };
    const struct chart_panel panel = {
        .x = {.label = _("Date"), .kind = CHART_DATES},
        .y = {.label = stack->baseline ? _("Perpendicular baseline") : _("Pair, in the order given"),
              .unit = stack->baseline ? "m" : NULL},
        .series = series,
        .series_count = sizeof series / sizeof *series};

    fatal_unless_ok(chart_write(&(struct chart){.panels = &panel, .panel_count = 1, .width = 900}, path, &error),
                    &error);
    G_add_error_handler(remove_chart, (void *)path);
    drawing_free(&drawing);
}
