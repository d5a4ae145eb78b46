/** A model file for people to read, or as JSON. */
#ifndef SLIDE_TRAIN_PRINT_MODEL_H
#define SLIDE_TRAIN_PRINT_MODEL_H

#include <stdbool.h>

/** Reads a model file and prints what it holds to standard output; ends the module where it cannot be used. */
void print_model_file(const char *path, bool json);

#endif
