/** Boxes and violins: how the values of each place of a panel spread. */
#ifndef SLIDE_BASE_CHART_SPREAD_H
#define SLIDE_BASE_CHART_SPREAD_H

#include "base/chart_panel.h"

/** What a box shows: quartiles by linear interpolation, whiskers to the last values within 1.5 of their range (Tukey
 * 1977). */
struct spread {
    double lower_quartile, median, upper_quartile;
    double lower_whisker, upper_whisker;
};

/** @param[in] sorted  [count] ascending, count > 0 */
struct spread spread_of(const double *sorted, size_t count);

/** One box or violin of `width` axis units, `shift` beside each place. Draws nothing when memory is short. */
void spread_draw(const struct panel_plot *plot, const struct chart_series *series, double shift, double width);

#endif
