/** Vector maps with an attribute table that a module leaves behind: whole, or not at all. */
#ifndef SLIDE_GRASS_VECTORS_H
#define SLIDE_GRASS_VECTORS_H

#include <stddef.h>

/** A column after the key `cat`. */
struct vector_column {
    const char *name;
    int is_integer; /**< else a real number */
};

/** A vector map under way. A fatal error or an interruption removes it, until vectors_kept(). */
struct vector_output;

/**
 * Begins a 2D vector map with a table in the mapset's own database (SQLite unless the user chose another).
 *
 * @param name    stays with the caller to the end
 * @param columns [count]
 */
struct vector_output *vector_begin(const char *name, const struct vector_column *columns, size_t count);

/** Adds a line with category `cat` in map coordinates; two points or more. */
void vector_add_line(struct vector_output *output, int cat, const double *east, const double *north, size_t points);

void vector_add_point(struct vector_output *output, int cat, double east, double north);

/** A rectangle in map coordinates. */
struct vector_box {
    double north, south, east, west;
};

/**
 * Adds rectangles as areas of the categories 1 to count, once for a map that has no other features. Where rectangles
 * overlap, areas are cut at their sides, and one within several has the categories of all of them.
 */
void vector_add_boxes(struct vector_output *output, const struct vector_box *box, size_t count);

/** Adds the table's row of a category. @param value [count] NaN becomes NULL */
void vector_add_row(struct vector_output *output, int cat, const double *value);

/** Builds topology and gives the map its title and history. Frees `output`. */
void vector_finish(struct vector_output *output, const char *title);

/** All is written: vector maps that were finished stay whatever happens. */
void vectors_kept(void);

/**
 * Turns a raster map of categories into areas with a table; categories stay. The raster map must be closed.
 * Done by r.to.vect.
 *
 * @param value [rows][count] one row for each category 1 to rows
 */
void vector_from_categories(const char *raster, const char *name, const char *title,
                            const struct vector_column *columns, size_t count, const double *value, size_t rows);

#endif
