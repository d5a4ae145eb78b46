#include "learn/class_weight.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "learn/sampling.h"

#define MOST_WEIGHT 1e6

static const char *const names[] = {[CLASS_WEIGHTS_NONE] = "none",
                                    [CLASS_WEIGHTS_BALANCED] = "balanced",
                                    [CLASS_WEIGHTS_RATIO] = "positive",
                                    [CLASS_WEIGHTS_POSITIVE] = "positive="};

enum slide_status class_weights_read(const char *text, struct recipe *recipe, struct slide_error *error)
{
    const size_t prefix = strlen(names[CLASS_WEIGHTS_POSITIVE]);
    char *end;
    double weight;

    for (int i = CLASS_WEIGHTS_NONE; i <= CLASS_WEIGHTS_RATIO; i++) {
        if (strcmp(names[i], text) == 0) {
            recipe->weights = (enum class_weights)i;
            return SLIDE_OK;
        }
    }
    if (strncmp(text, names[CLASS_WEIGHTS_POSITIVE], prefix) == 0) {
        weight = strtod(text + prefix, &end);
        if (end > text + prefix && !*end && weight >= 1. / MOST_WEIGHT && weight <= MOST_WEIGHT) {
            recipe->weights = CLASS_WEIGHTS_POSITIVE;
            recipe->positive_weight = weight;
            return SLIDE_OK;
        }
    }
    return slide_fail(error, SLIDE_BAD_INPUT,
                      "'%s' are no class weights: they are none, balanced, positive, or positive=number from %g to %g.",
                      text, 1. / MOST_WEIGHT, MOST_WEIGHT);
}

void class_weights_name(const struct recipe *recipe, char *text, size_t size)
{
    if (recipe->weights == CLASS_WEIGHTS_POSITIVE)
        snprintf(text, size, "positive=%.17g", recipe->positive_weight);
    else
        snprintf(text, size, "%s", names[recipe->weights]);
}

void class_weights_of(const struct recipe *recipe, size_t negatives, size_t positives, double weight[2])
{
    const double all = (double)(negatives + positives);

    weight[0] = weight[1] = 1.;
    if (recipe->weights == CLASS_WEIGHTS_BALANCED) {
        weight[0] = all / (2. * (double)negatives);
        weight[1] = all / (2. * (double)positives);
    } else if (recipe->weights == CLASS_WEIGHTS_RATIO)
        weight[1] = (double)negatives / (double)positives;
    else if (recipe->weights == CLASS_WEIGHTS_POSITIVE)
        weight[1] = recipe->positive_weight;
}

double unweighted(double probability, double weight_ratio)
{
    return prior_corrected(probability, 1. / weight_ratio);
}
