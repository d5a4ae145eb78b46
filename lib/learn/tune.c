#include "learn/tune.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/shuffle.h"

#define SETTING_SIZE 128

static const char *name_of(const struct learner *learner, const struct tune_axis *axis)
{
    return learner->parameter[axis->parameter].name;
}

/* which parameter "name=..." sets; learner_set has accepted it */
static size_t parameter_of(const struct learner *learner, const char *setting)
{
    const size_t length = strcspn(setting, "=");
    size_t i = 0;

    while (strlen(learner->parameter[i].name) != length || strncmp(learner->parameter[i].name, setting, length) != 0)
        i++;
    return i;
}

static enum slide_status add_value(const struct learner *learner, struct tune_axis *axis, double value,
                                   struct slide_error *error)
{
    double *grown;

    for (size_t i = 0; i < axis->values; i++)
        if (axis->value[i] == value)
            return slide_fail(error, SLIDE_BAD_INPUT, "tune= gives %s=%g twice.", name_of(learner, axis), value);
    grown = realloc(axis->value, (axis->values + 1) * sizeof *grown);
    if (!grown)
        return slide_out_of_memory(error, (double)axis->values * sizeof *grown, "the tuning grid");
    axis->value = grown;
    axis->value[axis->values++] = value;
    return SLIDE_OK;
}

/* "value" of "name=value,value", checked as parameters= would */
static enum slide_status read_value(const struct learner *learner, const char *name, size_t name_length,
                                    const char *value, size_t value_length, struct tune_axis *axis,
                                    struct slide_error *error)
{
    struct learner_settings settings = learner_defaults(learner, 0);
    char setting[SETTING_SIZE];
    enum slide_status status;

    snprintf(setting, sizeof setting, "%.*s=%.*s", (int)name_length, name, (int)value_length, value);
    status = learner_set(learner, setting, &settings, error);
    if (status != SLIDE_OK)
        return status;
    axis->parameter = parameter_of(learner, setting);
    return add_value(learner, axis, settings.parameter[axis->parameter], error);
}

static enum slide_status read_axis(const struct learner *learner, const char *text, size_t length,
                                   struct tune_grid *grid, struct slide_error *error)
{
    const char *end = text + length, *equals = memchr(text, '=', length);
    struct tune_axis *axis = &grid->axis[grid->axes];
    enum slide_status status = SLIDE_OK;

    if (!equals || grid->axes == LEARNER_MOST_PARAMETERS)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "'%.*s' in tune= is not name=value,value,... ; such sets are separated by semicolons, as in "
                          "max_depth=4,6;eta=0.05,0.1",
                          (int)length, text);
    *axis = (struct tune_axis){0};
    grid->axes++;
    for (const char *value = equals + 1; value <= end && status == SLIDE_OK;) {
        const char *comma = memchr(value, ',', (size_t)(end - value));
        const char *stop = comma ? comma : end;

        status = read_value(learner, text, (size_t)(equals - text), value, (size_t)(stop - value), axis, error);
        value = stop + 1;
    }
    for (size_t i = 0; status == SLIDE_OK && i + 1 < grid->axes; i++)
        if (grid->axis[i].parameter == axis->parameter)
            status = slide_fail(error, SLIDE_BAD_INPUT, "tune= gives %s twice: list all its values after one =.",
                                name_of(learner, axis));
    return status;
}

static enum slide_status check_size(const struct tune_grid *grid, struct slide_error *error)
{
    double combinations = 1.;

    for (size_t i = 0; i < grid->axes; i++)
        combinations *= (double)grid->axis[i].values;
    if (combinations > TUNE_MOST_CANDIDATES)
        return slide_fail(error, SLIDE_BAD_INPUT, "tune= has %.0f combinations of values; at most %d are taken.",
                          combinations, TUNE_MOST_CANDIDATES);
    return SLIDE_OK;
}

enum slide_status tune_parse(const struct learner *learner, const char *text, struct tune_grid *grid,
                             struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    *grid = (struct tune_grid){0};
    for (;;) {
        const size_t length = strcspn(text, ";");

        status = read_axis(learner, text, length, grid, error);
        if (status != SLIDE_OK || !text[length])
            break;
        text += length + 1;
    }
    if (status == SLIDE_OK)
        status = check_size(grid, error);
    if (status != SLIDE_OK)
        tune_grid_free(grid);
    return status;
}

size_t tune_combinations(const struct tune_grid *grid)
{
    size_t combinations = 1;

    for (size_t i = 0; i < grid->axes; i++)
        combinations *= grid->axis[i].values;
    return combinations;
}

static int by_item(const void *a, const void *b)
{
    const struct shuffled *left = a, *right = b;

    return (left->item > right->item) - (left->item < right->item);
}

/* the combination of a number, the first axis the slowest */
static void take_combination(const struct tune_grid *grid, size_t number, struct tune_candidate *candidate)
{
    for (size_t i = grid->axes; i-- > 0;) {
        const struct tune_axis *axis = &grid->axis[i];
        const size_t values = axis->values > 0 ? axis->values : 1;

        candidate->value[i] = axis->value[number % values];
        number /= values;
    }
}

enum slide_status tune_candidates(const struct tune_grid *grid, size_t draws, uint64_t seed, struct tuning *tuning,
                                  struct slide_error *error)
{
    const size_t all = tune_combinations(grid), count = draws == 0 || draws > all ? all : draws;
    struct shuffled *order = malloc(all * sizeof *order);

    tuning->candidate = calloc(count, sizeof *tuning->candidate);
    if (!order || !tuning->candidate) {
        free(order);
        return slide_out_of_memory(error, (double)count * sizeof *tuning->candidate, "the table of tries");
    }
    tuning->candidates = count;
    for (size_t i = 0; i < all; i++)
        order[i] = shuffled_item(seed ^ 0x74756e65ULL, i, i);
    shuffled_sort(order, all);
    qsort(order, count, sizeof *order, by_item);
    for (size_t i = 0; i < count; i++)
        take_combination(grid, order[i].item, &tuning->candidate[i]);
    free(order);
    return SLIDE_OK;
}

/* the first try's folds tell how many fits there will be */
static void count_fits(const struct tuning *tuning, size_t tried, const struct validation_summary *summary,
                       struct validation_plan *plan)
{
    const long fits = (long)(summary->folds * summary->repeats);

    plan->before = (long)(tried + 1) * fits;
    plan->all = (long)tuning->candidates * fits;
}

static enum slide_status try_candidates(const struct recipe *recipe, const struct sample_table *table,
                                        const struct subset *subset, const struct tune_grid *grid,
                                        const struct validation_plan *plan, struct tuning *tuning,
                                        struct slide_error *error)
{
    struct validation_plan one = *plan;
    enum slide_status status = SLIDE_OK;

    one.all = (long)(tuning->candidates * plan->folds * plan->repeats);
    for (size_t i = 0; i < tuning->candidates && status == SLIDE_OK; i++) {
        struct tune_candidate *candidate = &tuning->candidate[i];
        struct recipe trial = *recipe;
        struct validation validation = {0};

        tune_apply(grid, candidate, &trial.settings);
        status = validate(&trial, table, subset, &one, &validation, error);
        if (status != SLIDE_OK)
            break;
        candidate->summary = validation.summary;
        count_fits(tuning, i, &validation.summary, &one);
        validation_free(&validation);
        if (metric_is_better(tuning->by, candidate->summary.mean[tuning->by],
                             tuning->candidate[tuning->best].summary.mean[tuning->by]))
            tuning->best = i;
    }
    return status;
}

enum slide_status tune(const struct recipe *recipe, const struct sample_table *table, const struct subset *subset,
                       const struct tune_grid *grid, size_t draws, enum metric by, const struct validation_plan *plan,
                       struct tuning *tuning, struct slide_error *error)
{
    enum slide_status status;

    *tuning = (struct tuning){.by = by};
    status = tune_candidates(grid, draws, plan->split.seed, tuning, error);
    if (status == SLIDE_OK)
        status = try_candidates(recipe, table, subset, grid, plan, tuning, error);
    if (status != SLIDE_OK)
        tuning_free(tuning);
    return status;
}

void tune_apply(const struct tune_grid *grid, const struct tune_candidate *candidate, struct learner_settings *settings)
{
    for (size_t i = 0; i < grid->axes; i++)
        settings->parameter[grid->axis[i].parameter] = candidate->value[i];
}

struct tuning_summary tuning_summary_of(const struct tune_grid *grid, const struct tuning *tuning)
{
    struct tuning_summary summary = {tuning->candidates, tuning->by, grid->axes, {0}};

    for (size_t i = 0; i < grid->axes; i++)
        summary.parameter[i] = grid->axis[i].parameter;
    return summary;
}

void tune_grid_free(struct tune_grid *grid)
{
    for (size_t i = 0; i < grid->axes; i++)
        free(grid->axis[i].value);
    *grid = (struct tune_grid){0};
}

void tuning_free(struct tuning *tuning)
{
    free(tuning->candidate);
    *tuning = (struct tuning){0};
}
