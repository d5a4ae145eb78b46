#include "bars.h"

#include <math.h>

enum { FRAME_HEIGHT = 130, BAR_HEIGHT = 30 };

void bars_add(struct sheet *sheet, const char *label, int colour, const struct held_spread *value, size_t count)
{
    struct chart_series *series = sheet_add_series(sheet, CHART_BARS, label, colour);
    double *x = sheet_numbers(sheet, count), *y = sheet_numbers(sheet, count);
    double *low = sheet_numbers(sheet, count), *high = sheet_numbers(sheet, count);

    for (size_t i = 0; i < count; i++) {
        x[i] = value[i].mean;
        y[i] = (double)i;
        low[i] = value[i].mean - value[i].sd;
        high[i] = value[i].mean + value[i].sd;
    }
    series->x = x;
    series->y = y;
    series->count = count;
    series->sideways = true;
    if (count > 0 && !isnan(value[0].sd)) {
        series->low = low;
        series->high = high;
    }
}

void bars_make_room(struct sheet *sheet, size_t most)
{
    sheet->columns = 1;
    sheet->row_height = FRAME_HEIGHT + BAR_HEIGHT * (int)most;
}
