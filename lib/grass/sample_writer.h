/** A table of samples on its way to a file: put together in memory, then there whole or not at all. */
#ifndef SLIDE_GRASS_SAMPLE_WRITER_H
#define SLIDE_GRASS_SAMPLE_WRITER_H

#include <stddef.h>
#include <stdint.h>

#include "base/status.h"

enum sample_type { SAMPLE_NUMBER, SAMPLE_WHOLE, SAMPLE_TEXT };

struct sample_column {
    const char *name;
    enum sample_type type;
};

struct sample_writer;

/**
 * A table without rows. Its points, where the format has any, are in the location's coordinate system. Ends the module
 * where the format cannot be written (see sample_format_check).
 *
 * Memory: that of the file, until it is written.
 */
struct sample_writer *sample_writer_new(const char *path, const struct sample_column *column, size_t columns);

/** Values of the row under way; columns that get none are empty. NaN is empty too. */
void sample_writer_number(struct sample_writer *writer, size_t column, double number);
void sample_writer_whole(struct sample_writer *writer, size_t column, int64_t number);
void sample_writer_text(struct sample_writer *writer, size_t column, const char *text);

/** Ends the row, which is at this place. */
void sample_writer_row(struct sample_writer *writer, double easting, double northing);

/** Writes the file in place of one that was there, and frees the writer. A failure leaves what was there. */
enum slide_status sample_writer_finish(struct sample_writer *writer, struct slide_error *error);

#endif
