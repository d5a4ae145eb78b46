#include "radar/backscatter.h"

#include <math.h>
#include <string.h>

const struct backscatter_scale backscatter_scales[] = {
    {"db", "decibels", "dB", 0.},
    {"linear", "power, linear: 10 log10 of it is dB", "1", 10.},
    {"amplitude", "amplitude, the root of power: 20 log10 of it is dB", "1", 20.},
    {0},
};

const struct backscatter_scale *backscatter_scale_find(const char *name)
{
    for (const struct backscatter_scale *scale = backscatter_scales; scale->name; scale++)
        if (strcmp(scale->name, name) == 0)
            return scale;
    return NULL;
}

static float decibels_of(float value, double decibels)
{
    return value > 0.f ? (float)(decibels * log10(value)) : NAN;
}

void backscatter_to_decibels(float *value, size_t n, const struct backscatter_scale *scale,
                             struct backscatter_tally *tally)
{
    for (size_t i = 0; i < n; i++) {
        tally->valid += !isnan(value[i]);
        tally->negative += value[i] < 0.f;
        tally->zero += value[i] == 0.f;
    }
    if (scale->decibels != 0.)
        for (size_t i = 0; i < n; i++)
            value[i] = decibels_of(value[i], scale->decibels);
}

void backscatter_from_decibels(float *value, size_t n, const struct backscatter_scale *scale)
{
    if (scale->decibels != 0.)
        for (size_t i = 0; i < n; i++)
            value[i] = (float)pow(10., value[i] / scale->decibels);
}
