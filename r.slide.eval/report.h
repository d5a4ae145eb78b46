/** Scores on standard output, for people and for programs. */
#ifndef R_SLIDE_EVAL_REPORT_H
#define R_SLIDE_EVAL_REPORT_H

#include <jansson.h>

#include "checks.h"
#include "intervals.h"
#include "objects.h"
#include "profile.h"
#include "scores.h"
#include "zones.h"

struct curves;

/** All that was found. */
struct findings {
    const struct maps *maps;
    const struct cell_counts *counts;
    const struct score_options *options;
    const struct map_scores *scores; /**< [maps->count] */
    const struct intervals *intervals;
    const struct zone_tables *zones;
    const struct objects *objects;
    const struct checks *checks;
    const struct profiles *profiles;
};

/** Human readable text; what is undefined is "-". */
void report_plain(const struct findings *findings);

/**
 * JSON; what is undefined is null.
 *
 * @param curves  without points where none were made
 * @param model   its path, or NULL
 */
void report_json(const struct findings *findings, const struct curves *curves, const char *model);

/** report_run.c: what the run was of. */
json_t *json_of_region(void);
json_t *json_of_model(const char *path);
json_t *json_of_curves(const struct maps *maps, const struct curves *curves);

/** A line of a name and a number, or a dash where it is undefined. */
void print_number(const char *name, double value);

/** JSON has no NaN: what is undefined is null. */
json_t *json_number(double value);
json_t *json_count(size_t value);

void print_intervals(const struct maps *maps, const struct intervals *intervals);
void print_zones(const struct zone_tables *tables);
json_t *json_of_zones(const struct zone_tables *tables);

json_t *json_of_intervals(const struct maps *maps, const struct intervals *intervals);

#endif
