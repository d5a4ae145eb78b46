#include "sbas_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "radar/sbas.h"
#include "sbas_network.h"

/* Ends the module unless both or none are given. */
static void need_both(const struct options *options, enum option_key one, enum option_key other)
{
    const char *first = option_answer(options, one), *second = option_answer(options, other);

    if (first && !second)
        G_fatal_error(_("%s= needs %s="), options->of[one]->key, options->of[other]->key);
    if (second && !first)
        G_fatal_error(_("%s= is for %s= alone: leave it out"), options->of[other]->key, options->of[one]->key);
}

/* Room for one more term, and its place in the text. */
static double *add_term(struct sbas_model *model, int dates, const char *name)
{
    char *longer = NULL;

    model->term = G_realloc(model->term, (size_t)(model->terms + 1) * dates * sizeof *model->term);
    G_asprintf(&longer, "%s%s%s", model->text, model->terms > 0 ? ", " : "", name);
    G_free(model->text);
    model->text = longer;
    return model->term + (size_t)model->terms++ * dates;
}

static void add_line(struct sbas_model *model, const struct network *network)
{
    const double middle = 0.5 * (network->day[0] + network->day[network->dates - 1]);
    double *term = add_term(model, network->dates, _("level"));

    for (int i = 0; i < network->dates; i++)
        term[i] = 1.;
    term = add_term(model, network->dates, _("velocity"));
    for (int i = 0; i < network->dates; i++)
        term[i] = (network->day[i] - middle) / 365.25;
}

static void add_acceleration(struct sbas_model *model, const struct network *network)
{
    double *term = add_term(model, network->dates, _("acceleration")), *time = model->term + network->dates;

    model->acceleration = model->terms - 1;
    for (int i = 0; i < network->dates; i++)
        term[i] = 0.5 * time[i] * time[i];
}

static void add_step(struct sbas_model *model, const struct options *options, const struct network *network)
{
    char *answer = option_answer(options, OPTION_EVENT) ? options->of[OPTION_EVENT]->answer : NULL;
    const struct day_span event = option_days("event", answer);
    char *text = days_text(event), *name = NULL;
    double *term;

    if (event.last <= network->day[0] || event.first > network->day[network->dates - 1])
        G_fatal_error(_("event=%s: no date of the stack is before it, or none after it"), answer);
    for (int i = 0; i < network->dates; i++)
        if (network->day[i] >= event.first && network->day[i] < event.last)
            G_fatal_error(_("event=%s: an image was taken during it, which is neither before nor after the step"),
                          answer);
    G_asprintf(&name, _("step at %s"), text);
    term = add_term(model, network->dates, name);
    model->step = model->terms - 1;
    for (int i = 0; i < network->dates; i++)
        term[i] = network->day[i] >= event.last;
    G_free(name);
    G_free(text);
}

static double positive_number(const struct options *options, enum option_key key, double most)
{
    const char *answer = option_answer(options, key);
    char *rest;
    const double number = strtod(answer, &rest);

    if (rest == answer || *rest != '\0' || !(number > 0. && number < most))
        G_fatal_error(_("%s=%s must be one number between 0 and %g"), options->of[key]->key, answer, most);
    return number;
}

static void add_dem_error(struct sbas_model *model, const struct options *options, const struct pair_stack *stack,
                          const struct los_equation *equation)
{
    const double range = positive_number(options, OPTION_RANGE, 1e8);
    const double incidence = positive_number(options, OPTION_INCIDENCE, 90.);
    double *term = add_term(model, stack->network.dates, _("elevation error"));

    if (!stack->baseline)
        G_fatal_error(_("dem_error= needs perpendicular baselines in file="));
    model->dem_error = model->terms - 1;
    network_baselines(stack, term);
    for (int i = 0; i < stack->network.dates; i++)
        term[i] *= equation->toward * equation->scale / (range * sin(incidence * M_PI / 180.));
}

struct sbas_model sbas_model_of(const struct options *options, const struct pair_stack *stack,
                                const struct los_equation *equation)
{
    struct sbas_model model = {.text = G_store("")};

    need_both(options, OPTION_STEP, OPTION_EVENT);
    need_both(options, OPTION_DEM_ERROR, OPTION_RANGE);
    need_both(options, OPTION_DEM_ERROR, OPTION_INCIDENCE);
    add_line(&model, &stack->network);
    if (option_answer(options, OPTION_ACCELERATION))
        add_acceleration(&model, &stack->network);
    if (option_answer(options, OPTION_STEP))
        add_step(&model, options, &stack->network);
    if (option_answer(options, OPTION_DEM_ERROR))
        add_dem_error(&model, options, stack, equation);
    G_important_message(_("Model of displacement over time: %s"), model.text);
    return model;
}

void sbas_model_free(struct sbas_model *model)
{
    G_free(model->term);
    G_free(model->text);
}
