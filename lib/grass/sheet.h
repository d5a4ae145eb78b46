/** A chart that grows panel by panel and series by series, and owns its numbers and texts. */
#ifndef SLIDE_GRASS_SHEET_H
#define SLIDE_GRASS_SHEET_H

#include "base/chart.h"

struct sheet {
    struct chart_panel *panels;
    size_t panel_count;
    struct chart_series *series; /**< of the last panel */
    void **owned;
    size_t owned_count;
    size_t columns; /**< panels beside each other; 0: two where there are several */
    int row_height; /**< pixels; 0: the usual */
};

/** A new panel; the pointer holds until the next one. Texts must outlive the sheet, as those of sheet_text do. */
struct chart_panel *sheet_add_panel(struct sheet *sheet, const char *title);

/** A new series of the last panel, in the colour of enum chart_colour; the pointer holds until the next one. */
struct chart_series *sheet_add_series(struct sheet *sheet, enum chart_mark mark, const char *label, int colour);

/** A dashed grey line between two points. */
void sheet_add_guide(struct sheet *sheet, const char *label, const double from[2], const double to[2]);

/** Numbers for a series. */
double *sheet_numbers(struct sheet *sheet, size_t count);

/** Pointers to texts, for the names of an axis. */
const char **sheet_names(struct sheet *sheet, size_t count);

/** A text put together as printf does. */
const char *sheet_text(struct sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Writes the panels from `first` to before `last`. */
enum slide_status sheet_write(const struct sheet *sheet, size_t first, size_t last, const char *path,
                              struct slide_error *error);

void sheet_free(struct sheet *sheet);

#endif
