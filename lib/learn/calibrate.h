/**
 * Calibration of scores: from what a learner says to the share of landslides that it means. Fitted on samples that the
 * learner did not see.
 */
#ifndef SLIDE_LEARN_CALIBRATE_H
#define SLIDE_LEARN_CALIBRATE_H

#include <stddef.h>

#include "base/status.h"

enum calibration_kind { CALIBRATION_NONE, CALIBRATION_ISOTONIC, CALIBRATION_PLATT };

struct calibration_method {
    const char *name;
    const char *description;
    enum calibration_kind kind;
};

/** Ends with a NULL name. */
extern const struct calibration_method calibration_methods[];

/** NULL when there is none of that name. */
const struct calibration_method *calibration_method_find(const char *name);
const char *calibration_name(enum calibration_kind kind);

/** Free with calibrator_free. All zeros is no calibration. */
struct calibrator {
    enum calibration_kind kind;
    size_t knots;
    double *knot;  /**< [knots] isotonic: ascending scores, between which is interpolated */
    double *share; /**< [knots] not descending */
    double slope; /**< Platt: p = 1 / (1 + exp(slope * score + intercept)), so slope < 0 for a learner worth anything */
    double intercept;
};

/**
 * The non-descending step function closest to the labels in least squares, by pooling adjacent violators (Barlow,
 * Bartholomew, Bremner and Brunk 1972); linear between steps, constant outside. Equal scores are one.
 *
 * @param[in]  score   [rows] finite
 * @param[in]  label   [rows] above 0 is 1
 * @param[in]  weight  [rows] > 0; NULL for equal ones
 * @param[in]  rows    at least 1
 */
enum slide_status calibrate_isotonic(const double *score, const float *label, const double *weight, size_t rows,
                                     struct calibrator *calibrator, struct slide_error *error);

/**
 * Platt's sigmoid (Platt 1999, with his targets (n1 + 1) / (n1 + 2) and 1 / (n0 + 2)), by Newton's method with
 * backtracking (Lin, Lin and Weng 2007). Arguments as above; n1 and n0 are sums of weights.
 */
enum slide_status calibrate_platt(const double *score, const float *label, const double *weight, size_t rows,
                                  struct calibrator *calibrator, struct slide_error *error);

/** The calibrated share, 0 to 1; the score itself without calibration. */
double calibrated(const struct calibrator *calibrator, double score);

void calibrator_free(struct calibrator *calibrator);

#endif
