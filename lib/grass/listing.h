/** Small tables of results, as text, JSON and CSV. */
#ifndef SLIDE_GRASS_LISTING_H
#define SLIDE_GRASS_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jansson.h>

#include "base/status.h"

/** A cell is a text, or a number where the text is NULL; a number that is not finite is empty, null in JSON. */
struct listing_cell {
    char *text;
    double number;
    bool whole; /**< a count */
};

/** Free with listings_free. */
struct listing {
    char *name;  /**< key in JSON */
    char *title; /**< a line for people */
    size_t columns;
    char **column; /**< [columns] names */
    size_t cells;  /**< rows * columns */
    struct listing_cell *cell;
};

struct listings {
    size_t count;
    struct listing *listing;
};

/** A new table; the pointer holds until the next one. */
struct listing *listings_add(struct listings *listings, const char *name, const char *title);

/** A further column, before any cell. */
void listing_add_column(struct listing *listing, const char *name);

/** The next cell, from left to right and row by row. */
void listing_add_text(struct listing *listing, const char *text);
void listing_add_number(struct listing *listing, double number);
void listing_add_count(struct listing *listing, size_t count);

/** For people: titles, and columns under each other, without those that have nothing but unknown numbers. */
void listings_print(FILE *file, const struct listings *listings);

/** Adds each table to an object as an array of objects. */
void listings_add_json(json_t *object, const struct listings *listings);

/** What listings_write can write, as text for a user. */
extern const char *const listing_file_types;

/** Whether tables can be written there, before long work. */
enum slide_status listing_check_path(const char *path, struct slide_error *error);

/**
 * Writes CSV, JSON or text, by the name's ending. Several tables in one CSV file have a first column `table`, and all
 * columns of all of them, empty where a table lacks one.
 */
enum slide_status listings_write(const struct listings *listings, const char *path, struct slide_error *error);

void listings_free(struct listings *listings);

#endif
