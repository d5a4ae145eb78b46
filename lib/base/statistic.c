#include "base/statistic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHARE_PREFIX "share_"

const struct statistic_method statistic_methods[] = {
    {"mean", "mean, each cell counting by its area", STATISTIC_MEAN, true, false},
    {"sd", "standard deviation of the cells, with divisor n", STATISTIC_SD, true, false},
    {"min", "least value", STATISTIC_MIN, true, false},
    {"max", "greatest value", STATISTIC_MAX, true, false},
    {"range", "greatest less least value", STATISTIC_RANGE, true, false},
    {"median", "median of the cells", STATISTIC_MEDIAN, true, false},
    {"circmean", "mean direction, 0 up to a full turn", STATISTIC_CIRCULAR_MEAN, true, false},
    {"majority", "category of the largest area, the least of several", STATISTIC_MAJORITY, false, true},
    {"share_N", "share of category N in the area", STATISTIC_SHARE, false, true},
    {NULL, NULL, STATISTIC_NONE, false, false},
};

static const struct statistic_method *method_of(enum statistic_kind kind)
{
    const struct statistic_method *method = statistic_methods;

    while (method->name && method->kind != kind)
        method++;
    return method;
}

void statistic_name(const struct statistic *statistic, char *name)
{
    const struct statistic_method *method = method_of(statistic->kind);

    if (statistic->kind == STATISTIC_SHARE)
        snprintf(name, STATISTIC_NAME_SIZE, SHARE_PREFIX "%d", statistic->category);
    else
        snprintf(name, STATISTIC_NAME_SIZE, "%s", method->name ? method->name : "none");
}

/* the category of "share_3" */
static bool share_of(const char *name, size_t length, int *category)
{
    const size_t prefix = strlen(SHARE_PREFIX);
    char digits[12] = "", *end;

    if (length <= prefix || length - prefix >= sizeof digits || strncmp(name, SHARE_PREFIX, prefix) != 0)
        return false;
    memcpy(digits, name + prefix, length - prefix);
    *category = (int)strtol(digits, &end, 10);
    return *end == '\0';
}

enum slide_status statistic_find(const char *name, size_t length, struct statistic *statistic,
                                 struct slide_error *error)
{
    char choices[200] = "";

    *statistic = (struct statistic){STATISTIC_NONE, 0};
    if (share_of(name, length, &statistic->category)) {
        statistic->kind = STATISTIC_SHARE;
        return SLIDE_OK;
    }
    for (const struct statistic_method *method = statistic_methods; method->name; method++) {
        if (method->kind != STATISTIC_SHARE && strlen(method->name) == length &&
            strncmp(method->name, name, length) == 0) {
            statistic->kind = method->kind;
            return SLIDE_OK;
        }
        strncat(choices, *choices ? ", " : "", sizeof choices - strlen(choices) - 1);
        strncat(choices, method->name, sizeof choices - strlen(choices) - 1);
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "There is no statistic '%.*s'. Choose from %s.", (int)length, name,
                      choices);
}

bool statistic_suits(const struct statistic *statistic, bool categories)
{
    const struct statistic_method *method = method_of(statistic->kind);

    return categories ? method->of_categories : method->of_quantities;
}
