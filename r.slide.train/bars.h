/** Bars that lie, with whiskers of one standard deviation. */
#ifndef SLIDE_TRAIN_BARS_H
#define SLIDE_TRAIN_BARS_H

#include "grass/sheet.h"
#include "learn/held_score.h"

/**
 * A series of the last panel, the first bar on top; no whiskers where the first bar's spread is not known.
 *
 * @param label  in the legend, or NULL
 * @param value  [count]
 */
void bars_add(struct sheet *sheet, const char *label, int colour, const struct held_spread *const *value, size_t count);

#endif
