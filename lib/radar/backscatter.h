/** Radar backscatter in decibels, as power or as amplitude, and the way between them. */
#ifndef SLIDE_RADAR_BACKSCATTER_H
#define SLIDE_RADAR_BACKSCATTER_H

#include <stddef.h>

struct backscatter_scale {
    const char *name;
    const char *description;
    const char *unit;
    double decibels; /**< for a factor of ten; 0: the values are decibels already */
};

/** Ends with a row whose name is NULL. */
extern const struct backscatter_scale backscatter_scales[];

/** NULL when there is no such name. */
const struct backscatter_scale *backscatter_scale_find(const char *name);

/** What was met on the way to decibels. */
struct backscatter_tally {
    size_t valid;    /**< not NaN, zeros and negatives included */
    size_t negative; /**< as given: legal in dB alone */
    size_t zero;     /**< as given: no data, except in dB */
};

/**
 * In place: 10 log10 of power, 20 log10 of amplitude. Where there is none, of zero and of less, NaN.
 *
 * @param[in,out] value  [n] NaN is null
 * @param[in,out] tally  what is found is added to it
 */
void backscatter_to_decibels(float *value, size_t n, const struct backscatter_scale *scale,
                             struct backscatter_tally *tally);

/** The inverse, in place. @param[in,out] value [n] dB, NaN is null */
void backscatter_from_decibels(float *value, size_t n, const struct backscatter_scale *scale);

#endif
