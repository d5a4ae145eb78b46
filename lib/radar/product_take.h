/** How a product's fields are filled: shared by what reads names and what reads items. */
#ifndef SLIDE_RADAR_PRODUCT_TAKE_H
#define SLIDE_RADAR_PRODUCT_TAKE_H

#include "radar/product.h"

/** As yyyymmdd; 0 for a day that no calendar has, and outside 1978 to 2099. */
int product_date(int year, int month, int day);

/** Adds a date unless it is there; a third one is a conflict. */
void product_take_date(struct product *product, int date, const char *where);

/** Sets the number unless it is known; one that differs by more than half a per cent is a conflict. NaN is passed over.
 */
void product_take_number(struct product *product, struct product_number *number, double value, const char *where);

/** Sets the text unless it is known; NULL is passed over. `value` must stay. */
void product_take_text(struct product_text *text, const char *value, const char *where);

/** Keeps the first disagreement's sentence. */
void product_conflict(struct product *product, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
