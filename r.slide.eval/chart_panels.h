/** The panels that pictures are made of: curves of all maps, and tables as bars and roses. */
#ifndef R_SLIDE_EVAL_CHART_PANELS_H
#define R_SLIDE_EVAL_CHART_PANELS_H

#include "charts.h"

typedef void panel_adder(struct sheet *sheet, const struct findings *findings, const struct curves *curves);

/** chart_curves.c */
panel_adder add_roc, add_precision_recall, add_reliability, add_rates, add_thresholds;

/** chart_tables.c */
panel_adder add_classes, add_factors, add_aspect;

/** chart_profile.c */
panel_adder add_profiles;

/** chart_checks.c */
panel_adder add_importance, add_ablation, add_dependence;

#endif
