/** What linear learners share: their states as JSON, and tests of coefficients. */
#ifndef SLIDE_LEARN_LINEAR_H
#define SLIDE_LEARN_LINEAR_H

#include <jansson.h>

#include "learn/learner.h"

/** With z and p (two-sided, normal) where there is a standard error. */
struct learner_coefficient learner_coefficient_of(double estimate, double standard_error, bool aliased);

/**
 * From coefficients of (x - shift) / spread to those of x, in place.
 *
 * @param[in]     shift, spread  [features]
 * @param[in,out] coefficient    [features + 1] the last is the intercept
 * @param[in,out] covariance     [(features + 1)^2]; may be NULL
 */
void linear_rescale(size_t features, const double *shift, const double *spread, double *coefficient,
                    double *covariance);

/** A new reference. */
json_t *linear_numbers(const double *number, size_t count);

/** The text, which the caller frees. Takes over `json`, which may be NULL where memory is short. */
enum slide_status linear_save(json_t *json, char **bytes, size_t *size, struct slide_error *error);

/** One number, or an array of exactly `count`; SLIDE_BAD_INPUT, naming the key, where there is no such thing. */
enum slide_status linear_take(const json_t *json, const char *key, size_t count, double *number,
                              struct slide_error *error);

#endif
