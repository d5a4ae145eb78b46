/** Samples that come from tables, of one event or several, in the place of maps. */
#ifndef SLIDE_TRAIN_TABLES_H
#define SLIDE_TRAIN_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "grass/stack.h"
#include "learn/model.h"
#include "learn/sample_source.h"
#include "table_options.h"

/** The columns of a table that are no predictors, in the order that they are written in. */
enum table_column {
    COLUMN_EVENT,
    COLUMN_LABEL,
    COLUMN_CELL,
    COLUMN_EASTING,
    COLUMN_NORTHING,
    COLUMN_DRAWS,           /**< of repeats: numbers from 1, such as "1-3 7" */
    COLUMN_REGION_POSITIVE, /**< valid landslide cells or units of the event's region */
    COLUMN_REGION_NEGATIVE,
    COLUMN_SOURCE, /**< in the event's first row: a sample_source as JSON */
    TABLE_COLUMNS
};
extern const char *const table_column_names[TABLE_COLUMNS];

/** Which of them it is, whatever its case; TABLE_COLUMNS for a predictor. */
enum table_column table_column_of(const char *name);

#define REGION_UNKNOWN UINT64_MAX

/** The samples of one event. */
struct event_table {
    const char *path;
    char *name;
    bool described; /**< by a source; otherwise nothing below but the system is known */
    struct sample_source source;
    char *system; /**< coordinate system as WKT; empty where it is not known */
    size_t rows;  /**< read, and left out for an empty label or predictor: */
    size_t left_out;
    size_t first;                              /**< row of the joint table */
    uint64_t offset;                           /**< added to the cells' numbers, so that they are unique */
    uint64_t region_positive, region_negative; /**< REGION_UNKNOWN where the table does not say */
};

/** All of them. Free with tables_free. */
struct event_tables {
    size_t events;
    struct event_table *event;
    struct stack columns;      /**< the predictors' columns, as if they were maps */
    struct sample_table table; /**< event by event, each by cell */
    char **draws;              /**< [table.rows] of COLUMN_DRAWS, NULL for all draws; NULL where there is no repeat */
    bool located;              /**< all samples have coordinates */
    bool numbered;             /**< cells are those of the event's region */
    double share;              /**< of landslides that makes a unit positive, from the option or the sources */
};

/**
 * Reads all tables. Ends the module, naming file and remedy, where one cannot be read, has no rows, lacks the label or
 * a column that the others have, holds a text for a number or no sample that is whole; where one event is in two of
 * them; or where a class is absent from all.
 *
 * @param quantity  labels are quantities; otherwise they become 0 and 1
 */
void tables_read(const struct table_request *request, bool quantity, struct event_tables *tables);

/** How many samples of an event there are in the joint table. */
size_t tables_rows_of(const struct event_tables *tables, size_t event);

/** Coordinates of cells from their numbers, as exact as those of the maps, which a text in a file may not be. */
void tables_locate(struct event_tables *tables);

/**
 * Completes what the columns tell of a model: label, region (of the first event), mapping, statistics and events.
 *
 * @param[in,out] model  with predictors, and the mapping that the options ask for
 */
void tables_describe(const struct event_tables *tables, struct model *model);

/** Where the samples are on the ground; ends the module where split or gap need more than the tables tell. */
struct ground tables_ground(const struct event_tables *tables, const struct model *model, double gap);

/**
 * The samples' draws: new ones from each event, as from its maps, or those stored where the tables hold repeats and
 * nothing else is asked for. Ends the module where the tables contradict each other or the request, or an event has too
 * few samples.
 *
 * @param[out] draws  how many
 * @return [*draws], G_free it
 */
struct draw *tables_draw(const struct event_tables *tables, const struct table_request *request, uint64_t seed,
                         size_t *draws);

/** The joint table, which the caller frees; the tables have none any more. */
struct sample_table tables_hand_over(struct event_tables *tables);

void tables_free(struct event_tables *tables);

#endif
