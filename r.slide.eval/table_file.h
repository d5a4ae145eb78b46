/** Files of comma-separated values. */
#ifndef R_SLIDE_EVAL_TABLE_FILE_H
#define R_SLIDE_EVAL_TABLE_FILE_H

#include <stdio.h>

/** Ends the module when the file cannot be written. */
FILE *table_open(const char *path);

/** Ends the module, and removes the file, when it was not written whole; a later failure removes it too. */
void table_close(FILE *file, const char *path);

/** Numbers, each after a comma. What is undefined, or infinite as the first threshold, is an empty field. */
void table_numbers(FILE *file, const double *value, int count);

#endif
