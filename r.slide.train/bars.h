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
void bars_add(struct sheet *sheet, const char *label, int colour, const struct held_spread *value, size_t count);

/** Panels under each other, so high that the most bars of one have room. */
void bars_make_room(struct sheet *sheet, size_t most);

#endif
