#include "learn/transform.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_RAW 2 /* features of a predictor that is no category: a direction has two */

static const char *const kind_names[] = {
    [TRANSFORM_IDENTITY] = "identity", [TRANSFORM_ONE_HOT] = "one_hot", [TRANSFORM_CIRCULAR] = "circular"};

const char *transform_kind_name(enum transform_kind kind)
{
    return kind_names[kind];
}

enum slide_status transform_kind_find(const char *name, enum transform_kind *kind, struct slide_error *error)
{
    for (size_t i = 0; i < sizeof kind_names / sizeof *kind_names; i++) {
        if (strcmp(kind_names[i], name) == 0) {
            *kind = (enum transform_kind)i;
            return SLIDE_OK;
        }
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "the transform '%s' is not known to this version of r.slide", name);
}

/* place of `category` among `count` ascending ones, or where it would be inserted */
static size_t category_place(const int *categories, size_t count, int category)
{
    size_t low = 0, high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (categories[middle] < category)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int is_category(double value)
{
    return value == rint(value) && fabs(value) < 0x1p24;
}

static enum slide_status add_category(struct transform_step *step, double value, const struct predictor *predictor,
                                      struct slide_error *error)
{
    size_t place;

    if (!is_category(value))
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "<%s> is to be a map of categories, but holds %g: categories are whole numbers below 2^24.",
                          predictor->map, value);
    place = category_place(step->category, step->width, (int)value);
    if (place < step->width && step->category[place] == (int)value)
        return SLIDE_OK;
    if (step->width == TRANSFORM_MOST_CATEGORIES)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "<%s> has more than %d categories in the samples: reclassify it, or, where its values are "
                          "quantities, remove its category labels.",
                          predictor->map, TRANSFORM_MOST_CATEGORIES);
    memmove(step->category + place + 1, step->category + place, (step->width - place) * sizeof *step->category);
    step->category[place] = (int)value;
    step->width++;
    return SLIDE_OK;
}

static enum slide_status collect_categories(const struct sample_table *table, const struct subset *train, size_t column,
                                            const struct predictor *predictor, struct transform_step *step,
                                            struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    step->kind = TRANSFORM_ONE_HOT;
    step->width = 0;
    step->category = malloc(TRANSFORM_MOST_CATEGORIES * sizeof *step->category);
    if (!step->category)
        return slide_out_of_memory(error, TRANSFORM_MOST_CATEGORIES * sizeof(int), "categories");
    for (size_t i = 0; i < train->rows && status == SLIDE_OK; i++)
        status = add_category(step, table->value[train->row[i] * table->predictors + column], predictor, error);
    return status;
}

/* zeros are as small as the smallest sample that is not */
static enum slide_status find_floor(const struct sample_table *table, const struct subset *train, size_t column,
                                    const struct predictor *predictor, struct transform_step *step,
                                    struct slide_error *error)
{
    double least = INFINITY;

    for (size_t i = 0; i < train->rows; i++) {
        const double held = table->value[train->row[i] * table->predictors + column];
        const double value = step->absolute ? fabs(held) : held;

        if (value < 0.)
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "<%s> holds %g, of which there is no logarithm. Leave it out of logarithm=, or add it to "
                              "absolute= where only its magnitude counts.",
                              predictor->map, value);
        if (value > 0.)
            least = fmin(least, value);
    }
    if (isinf(least))
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "<%s> has no logarithm: it is 0 in all %zu training samples. Leave it out.", predictor->map,
                          train->rows);
    step->floor = least;
    return SLIDE_OK;
}

static enum slide_status fit_step(const struct sample_table *table, const struct subset *train, size_t column,
                                  const struct predictor *predictor, struct transform_step *step,
                                  struct slide_error *error)
{
    *step = (struct transform_step){
        .kind = TRANSFORM_IDENTITY, .width = 1, .absolute = predictor->absolute, .spread = {1., 1.}};
    if (predictor->categorical)
        return collect_categories(table, train, column, predictor, step, error);
    if (predictor->circular) {
        step->kind = TRANSFORM_CIRCULAR;
        step->width = 2;
        step->zero_is_flat = predictor->zero_is_flat;
    }
    return predictor->logarithm ? find_floor(table, train, column, predictor, step, error) : SLIDE_OK;
}

enum slide_status transform_fit(const struct sample_table *table, const struct subset *train,
                                const struct predictor *predictor, struct transform *transform,
                                struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    *transform = (struct transform){.predictors = table->predictors};
    transform->step = calloc(table->predictors, sizeof *transform->step);
    if (!transform->step)
        return slide_out_of_memory(error, (double)table->predictors * sizeof *transform->step, "transforms");
    for (size_t i = 0; i < table->predictors && status == SLIDE_OK; i++)
        status = fit_step(table, train, i, &predictor[i], &transform->step[i], error);
    transform_place(transform);
    if (status != SLIDE_OK)
        transform_free(transform);
    return status;
}

/* a value's features before scaling, in double */
static void unscaled(const struct transform_step *step, float value, double raw[MOST_RAW])
{
    const double radians = value * (M_PI / 180.);

    if (step->kind == TRANSFORM_CIRCULAR) {
        const bool flat = value == TRANSFORM_FLAT || (step->zero_is_flat && value == 0.f);

        raw[0] = flat ? 0. : sin(radians);
        raw[1] = flat ? 0. : cos(radians);
        return;
    }
    raw[1] = 0.;
    raw[0] = step->absolute ? fabs((double)value) : value;
    if (step->floor > 0.)
        raw[0] = log(fmax(raw[0], step->floor));
}

/* features of what is no category */
static size_t raw_width(const struct transform_step *step)
{
    return step->width < MOST_RAW ? step->width : MOST_RAW;
}

struct spread {
    double low, high, mean, square; /* square: sum of squared deviations from the mean */
};

/* Welford 1962 */
static void spread_take(struct spread *spread, double value, size_t count)
{
    const double before = value - spread->mean;

    spread->low = fmin(spread->low, value);
    spread->high = fmax(spread->high, value);
    spread->mean += before / (double)count;
    spread->square += before * (value - spread->mean);
}

static void scale_step(const struct sample_table *table, const struct subset *train, size_t column,
                       enum scale_kind scale, struct transform_step *step)
{
    struct spread spread[MOST_RAW] = {{INFINITY, -INFINITY, 0., 0.}, {INFINITY, -INFINITY, 0., 0.}};

    for (size_t i = 0; i < train->rows; i++) {
        double raw[MOST_RAW] = {0.};

        unscaled(step, table->value[train->row[i] * table->predictors + column], raw);
        for (size_t j = 0; j < raw_width(step); j++)
            spread_take(&spread[j], raw[j], i + 1);
    }
    for (size_t j = 0; j < raw_width(step); j++) {
        const struct spread *seen = &spread[j];
        const bool constant = !(seen->high > seen->low);

        step->shift[j] = constant || scale == SCALE_MINMAX ? seen->low : seen->mean;
        step->spread[j] = constant                ? 1.
                          : scale == SCALE_MINMAX ? seen->high - seen->low
                                                  : sqrt(seen->square / (double)train->rows);
    }
}

void transform_scale(const struct sample_table *table, const struct subset *train, enum scale_kind scale,
                     struct transform *transform)
{
    for (size_t i = 0; scale != SCALE_NONE && i < transform->predictors; i++)
        if (transform->step[i].kind != TRANSFORM_ONE_HOT)
            scale_step(table, train, i, scale, &transform->step[i]);
}

void transform_place(struct transform *transform)
{
    transform->features = 0;
    for (size_t i = 0; i < transform->predictors; i++) {
        transform->step[i].first = transform->features;
        transform->features += transform->step[i].width;
    }
}

/* returns whether the value was one seen in training */
static int one_hot(const struct transform_step *step, float value, float *feature)
{
    size_t place;

    memset(feature, 0, step->width * sizeof *feature);
    if (!is_category(value))
        return 0;
    place = category_place(step->category, step->width, (int)value);
    if (place == step->width || step->category[place] != (int)value)
        return 0;
    feature[place] = 1.f;
    return 1;
}

static void continuous(const struct transform_step *step, float value, float *feature)
{
    double raw[MOST_RAW] = {0.};

    unscaled(step, value, raw);
    for (size_t j = 0; j < raw_width(step); j++)
        feature[j] = (float)((raw[j] - step->shift[j]) / step->spread[j]);
}

void transform_apply(const struct transform *transform, const float *value, size_t rows, float *feature, size_t *unseen)
{
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < transform->predictors; i++) {
            const struct transform_step *step = &transform->step[i];

            if (step->kind != TRANSFORM_ONE_HOT)
                continuous(step, value[i], feature + step->first);
            else if (!one_hot(step, value[i], feature + step->first) && unseen)
                unseen[i]++;
        }
        value += transform->predictors;
        feature += transform->features;
    }
}

void transform_feature_name(const struct transform *transform, const struct predictor *predictor, size_t feature,
                            char *name, size_t size)
{
    const struct transform_step *step;
    size_t i = 0;

    while (i + 1 < transform->predictors && transform->step[i + 1].first <= feature)
        i++;
    step = &transform->step[i];
    if (step->kind == TRANSFORM_ONE_HOT)
        snprintf(name, size, "%s=%d", predictor[i].label, step->category[feature - step->first]);
    else if (step->kind == TRANSFORM_CIRCULAR)
        snprintf(name, size, "%s(%s)", feature == step->first ? "sin" : "cos", predictor[i].label);
    else
        snprintf(name, size, "%s%s%s%s%s", step->floor > 0. ? "ln(" : "", step->absolute ? "|" : "", predictor[i].label,
                 step->absolute ? "|" : "", step->floor > 0. ? ")" : "");
    for (char *c = name; *c; c++)
        if (strchr("[]<", *c))
            *c = '_';
}

void transform_free(struct transform *transform)
{
    for (size_t i = 0; transform->step && i < transform->predictors; i++)
        free(transform->step[i].category);
    free(transform->step);
    *transform = (struct transform){0};
}
