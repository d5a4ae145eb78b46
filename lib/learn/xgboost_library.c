#include "learn/xgboost_library.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The library's text is a sentence with a place in its source before it and a stack trace behind it. */
enum slide_status xgboost_failed(const char *doing, struct slide_error *error)
{
    const char *text = XGBGetLastError();
    const char *begin = strstr(text, "] ");
    const char *end;

    begin = begin ? begin + 2 : text;
    end = strstr(begin, "Stack trace");
    return slide_fail(error, SLIDE_FAILED, "XGBoost could not %s: %.*s", doing,
                      end ? (int)(end - begin) : (int)strlen(begin), begin);
}

enum slide_status xgboost_matrix(const float *value, const float *label, size_t rows, size_t features, int threads,
                                 DMatrixHandle *matrix, struct slide_error *error)
{
    char array[160], config[80];

    *matrix = NULL;
    snprintf(array, sizeof array,
             "{\"data\": [%llu, true], \"shape\": [%zu, %zu], \"typestr\": \"<f4\", \"version\": 3}",
             (unsigned long long)(uintptr_t)value, rows, features);
    snprintf(config, sizeof config, "{\"missing\": NaN, \"nthread\": %d}", threads);
    if (XGDMatrixCreateFromDense(array, config, matrix) != 0 ||
        (label && XGDMatrixSetFloatInfo(*matrix, "label", label, rows) != 0))
        return xgboost_failed("take the samples", error);
    return SLIDE_OK;
}

enum slide_status xgboost_set(BoosterHandle booster, const char *name, double value, struct slide_error *error)
{
    char text[40];

    snprintf(text, sizeof text, "%.10g", value);
    return XGBoosterSetParam(booster, name, text) == 0 ? SLIDE_OK : xgboost_failed(name, error);
}

enum slide_status xgboost_open(const char *bytes, size_t size, int threads, BoosterHandle *booster,
                               struct slide_error *error)
{
    enum slide_status status = SLIDE_OK;

    *booster = NULL;
    if (XGBoosterCreate(NULL, 0, booster) != 0)
        return xgboost_failed("begin", error);
    if (XGBoosterSetParam(*booster, "verbosity", "0") != 0 || XGBoosterLoadModelFromBuffer(*booster, bytes, size) != 0)
        status = xgboost_failed("read its model", error);
    if (status == SLIDE_OK)
        status = xgboost_set(*booster, "nthread", threads, error);
    if (status != SLIDE_OK) {
        XGBoosterFree(*booster);
        *booster = NULL;
    }
    return status;
}
