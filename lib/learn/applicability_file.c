#include "learn/applicability_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

json_t *applicability_to_json(const struct applicability *applicability)
{
    json_t *scaling = json_array();

    for (size_t i = 0; i < applicability->dimensions; i++)
        json_array_append_new(scaling,
                              json_pack("{s:I, s:f, s:f}", "feature", (json_int_t)applicability->feature[i], "centre",
                                        applicability->centre[i], "factor", applicability->factor[i]));
    return json_pack("{s:s, s:s, s:I, s:f, s:f, s:I, s:o}", "file", APPLICABILITY_FILE, "sha256",
                     applicability->checksum, "samples", (json_int_t)applicability->points, "mean_distance",
                     applicability->mean_distance, "threshold", applicability->threshold, "judged",
                     (json_int_t)applicability->judged, "scaling", scaling);
}

static enum slide_status read_scaling(json_t *json, struct applicability *result, struct slide_error *error)
{
    const size_t dimensions = result->dimensions;

    result->feature = malloc(dimensions * sizeof *result->feature);
    result->centre = malloc(dimensions * sizeof *result->centre);
    result->factor = malloc(dimensions * sizeof *result->factor);
    if (!result->feature || !result->centre || !result->factor)
        return slide_out_of_memory(error, 3. * dimensions * sizeof *result->centre, "the area of applicability");
    for (size_t i = 0; i < dimensions; i++) {
        json_int_t feature;

        if (json_unpack(json_array_get(json, i), "{s:I, s:F, s:F}", "feature", &feature, "centre", &result->centre[i],
                        "factor", &result->factor[i]) != 0 ||
            feature < 0 || (size_t)feature >= result->features)
            return slide_fail(error, SLIDE_BAD_INPUT, "its area of applicability has a feature that is none");
        result->feature[i] = (size_t)feature;
    }
    return SLIDE_OK;
}

enum slide_status applicability_from_json(json_t *json, size_t features, struct applicability *applicability,
                                          struct slide_error *error)
{
    json_int_t points, judged;
    json_t *scaling;
    json_error_t why;
    const char *checksum;

    *applicability = (struct applicability){.features = features};
    if (json_unpack_ex(json, &why, 0, "{s:s, s:I, s:F, s:F, s:I, s:o}", "sha256", &checksum, "samples", &points,
                       "mean_distance", &applicability->mean_distance, "threshold", &applicability->threshold, "judged",
                       &judged, "scaling", &scaling) != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "its area of applicability cannot be read: %s", why.text);
    strncat(applicability->checksum, checksum, CHECKSUM_SIZE - 1);
    applicability->dimensions = json_array_size(scaling);
    if (points < 2 || applicability->dimensions == 0 || applicability->dimensions > features ||
        !(applicability->mean_distance > 0.))
        return slide_fail(error, SLIDE_BAD_INPUT, "its area of applicability is empty");
    applicability->points = (size_t)points;
    applicability->judged = (size_t)judged;
    return read_scaling(scaling, applicability, error);
}

char *applicability_to_bytes(const struct applicability *applicability, size_t *size)
{
    const size_t count = applicability->points * applicability->dimensions;
    unsigned char *bytes = malloc(4 * count);

    *size = 4 * count;
    for (size_t i = 0; bytes && i < count; i++) {
        uint32_t bits;

        memcpy(&bits, &applicability->point[i], sizeof bits);
        for (int byte = 0; byte < 4; byte++)
            bytes[4 * i + byte] = (unsigned char)(bits >> 8 * byte);
    }
    return (char *)bytes;
}

enum slide_status applicability_from_bytes(const char *bytes, size_t size, struct applicability *applicability,
                                           struct slide_error *error)
{
    const size_t count = applicability->points * applicability->dimensions;

    if (size / 4 != count || size % 4 != 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "The model's area of applicability has %zu bytes instead of 4 x %zu.",
                          size, count);
    applicability->point = malloc(count * sizeof *applicability->point);
    if (!applicability->point)
        return slide_out_of_memory(error, (double)size, "the area of applicability");
    for (size_t i = 0; i < count; i++) {
        uint32_t bits = 0;

        for (int byte = 0; byte < 4; byte++)
            bits |= (uint32_t)(unsigned char)bytes[4 * i + byte] << 8 * byte;
        memcpy(&applicability->point[i], &bits, sizeof bits);
        if (!isfinite(applicability->point[i]))
            return slide_fail(error, SLIDE_BAD_INPUT,
                              "The model's area of applicability holds a value that is no "
                              "number. Train it anew.");
    }
    return applicability_prepare(applicability, error);
}
