/** The parts that the report is put together from, each in a file named like it. */
#ifndef R_SLIDE_EVAL_HTML_PARTS_H
#define R_SLIDE_EVAL_HTML_PARTS_H

#include "html_report.h"
#include "page.h"

/** html_style.c: the style sheet, and what stands before the content. */
extern const char *const html_head;

/** html_cells.c: what was scored where. */
void html_cells(struct page *page, const struct findings *findings);

/** html_scores.c: scores of all maps beside those of no skill, intervals, thresholds with their matrices. */
void html_scores(struct page *page, const struct findings *findings);
void html_thresholds(struct page *page, const struct findings *findings);

/** html_tables.c: classes, factors and aspects; whole landslides. */
void html_zones(struct page *page, const struct findings *findings, const struct curves *curves);
void html_objects(struct page *page, const struct findings *findings);

/** html_profile.c: maps and landslides along lines. */
void html_profiles(struct page *page, const struct findings *findings, const struct curves *curves);

/** Every panel of the kind of chart of that name as a picture of its own. @return how many there were */
size_t html_charts(struct page *page, const char *name, const struct findings *findings, const struct curves *curves);

/** html_maps.c: the maps and their hits, misses and false alarms. */
void html_maps(struct page *page, const struct findings *findings);

/** html_model.c: the model's card and checks. */
void html_model(struct page *page, const char *path, const struct findings *findings, const struct curves *curves);

/** html_words.c: how to read it, and the commands that made it. */
void html_advice(struct page *page, const struct findings *findings);
void html_commands(struct page *page, const struct findings *findings, const char *command);

#endif
