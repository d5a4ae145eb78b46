/** Rows of tables, collected as they come and then put in order. */
#ifndef SLIDE_TRAIN_TABLE_ROWS_H
#define SLIDE_TRAIN_TABLE_ROWS_H

#include "tables.h"

/** One sample. */
struct table_row {
    uint64_t cell;
    double easting, northing;
    float label;
    int event;
    char *draws; /**< NULL for all; the row owns it */
};

struct table_rows {
    size_t rows, room;
    struct table_row *row;
    float *value; /**< [rows * predictors] */
};

/** @param[in] value  [predictors] */
void table_rows_add(struct table_rows *rows, const struct table_row *row, const float *value, size_t predictors);

/** Adds a file's samples; a new file's events are new ones. See tables_read. */
void table_read(const struct table_request *request, const char *path, struct event_tables *tables,
                struct table_rows *rows);

/**
 * Moves them to the joint table, event by event and by cell, and numbers the cells of all events through. Ends the
 * module where an event has a cell twice.
 */
void table_rows_order(struct table_rows *rows, struct event_tables *tables);

#endif
