/** Models of three predictors whose answers are known in closed form, as lib/learn calls them. */
#ifndef TEST_CLOSED_FORM_FIXTURE_H
#define TEST_CLOSED_FORM_FIXTURE_H

#include <stddef.h>

#include "base/status.h"

enum { ROWS = 4000, PREDICTORS = 3 };

/* 2 x0 + x0 x1; x2 is not looked at */
static inline enum slide_status product(const void *model, const float *value, size_t rows, float *estimate,
                                        struct slide_error *error)
{
    (void)model;
    (void)error;
    for (size_t i = 0; i < rows; i++)
        estimate[i] = value[i * PREDICTORS] * (2.f + value[i * PREDICTORS + 1]);
    return SLIDE_OK;
}

static inline enum slide_status refuse(const void *model, const float *value, size_t rows, float *estimate,
                                       struct slide_error *error)
{
    (void)model;
    (void)value;
    (void)rows;
    (void)estimate;
    return slide_fail(error, SLIDE_FAILED, "It refuses");
}

#endif
