/** Tables of samples in files that GDAL reads: their columns, and their rows one after the other. */
#ifndef SLIDE_GRASS_SAMPLE_READER_H
#define SLIDE_GRASS_SAMPLE_READER_H

#include <stdbool.h>
#include <stddef.h>

struct sample_reader;

/**
 * Opens the file's only layer, or that called "samples". Ends the module, naming the file and why, when there is none.
 *
 * @param path  needed until sample_reader_close
 */
struct sample_reader *sample_reader_open(const char *path);

size_t sample_reader_columns(const struct sample_reader *reader);
const char *sample_reader_name(const struct sample_reader *reader, size_t column);
bool sample_reader_has_points(const struct sample_reader *reader);

/** The points' coordinate system as WKT, "" where the file has none. G_free it. */
char *sample_reader_system(const struct sample_reader *reader);

/** The column of that name, else the one that differs from it in case only; -1 when there is none. */
int sample_reader_find(const struct sample_reader *reader, const char *name);

/** The next row; false after the last one. Ends the module where the file breaks off. */
bool sample_reader_next(struct sample_reader *reader);

/** The number of the row, from 1. */
size_t sample_reader_row(const struct sample_reader *reader);

/** A value of the row; NaN where it is empty. Ends the module, naming file, column and row, where it is no number. */
double sample_reader_number(const struct sample_reader *reader, int column);

/** A value of the row as text, which lasts until the next row; "" where it is empty. */
const char *sample_reader_text(const struct sample_reader *reader, int column);

/** The row's point; false when it has none. */
bool sample_reader_point(const struct sample_reader *reader, double *easting, double *northing);

void sample_reader_close(struct sample_reader *reader);

#endif
