/** Text files that a user wrote, line by line. */
#ifndef SLIDE_GRASS_TEXT_FILE_H
#define SLIDE_GRASS_TEXT_FILE_H

/** Takes one line, its end included; may change it. */
typedef void (*line_taker)(void *target, char *line, const char *path, int number);

/** Gives every line to `take` with `target`, the path and its number from 1. Ends the module when the file cannot be
 * read. */
void text_file_read(const char *path, line_taker take, void *target);

#endif
