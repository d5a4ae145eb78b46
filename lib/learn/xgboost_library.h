/** The XGBoost library's handles, arrays and errors in this suite's terms. */
#ifndef SLIDE_LEARN_XGBOOST_LIBRARY_H
#define SLIDE_LEARN_XGBOOST_LIBRARY_H

#include <stddef.h>

#include <xgboost/c_api.h>

#include "base/status.h"

/** SLIDE_FAILED with the library's own sentence: "XGBoost could not <doing>: ...". */
enum slide_status xgboost_failed(const char *doing, struct slide_error *error);

/** A matrix of values without nulls; free with XGDMatrixFree. @param[in] label [rows] or NULL */
enum slide_status xgboost_matrix(const float *value, const float *label, size_t rows, size_t features, int threads,
                                 DMatrixHandle *matrix, struct slide_error *error);

enum slide_status xgboost_set(BoosterHandle booster, const char *name, double value, struct slide_error *error);

/** A silent booster from a model's bytes, JSON or binary JSON; free with XGBoosterFree. */
enum slide_status xgboost_open(const char *bytes, size_t size, int threads, BoosterHandle *booster,
                               struct slide_error *error);

#endif
