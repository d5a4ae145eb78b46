/** Options that several modules have alike, and choices that come out of tables. */
#ifndef SLIDE_GRASS_OPTIONS_H
#define SLIDE_GRASS_OPTIONS_H

#include <stdbool.h>

#include <grass/gis.h>

/**
 * An option's choices and their help grow by one: so a table of methods fills the option that picks one of them.
 * The texts live as long as the module.
 */
void option_add_choice(struct Option *option, const char *name, const char *description);

/**
 * Defines an option that need not be given, on the page `section` of the module's form; label and description may be
 * NULL.
 *
 * @param type  TYPE_STRING, TYPE_INTEGER, TYPE_DOUBLE
 */
struct Option *option_define(const char *key, int type, const char *section, const char *label,
                             const char *description);

/** The same of one of GRASS's standard options, G_OPT_R_INPUT and so on, whose own label and description go. */
struct Option *option_define_standard(int standard, const char *key, const char *section, const char *label,
                                      const char *description);

/** Defines labels=, names for the maps of `maps`, which it requires; for stack_label. */
struct Option *option_define_labels(struct Option *maps);

/** Defines format=plain|json for what a module prints on standard output. */
struct Option *option_define_format(const char *description);

/**
 * Whether an answer is there and is not the option's default. Scripts and windows also pass on defaults that nobody
 * chose, so that option->count cannot tell.
 */
bool option_is_chosen(const struct Option *option);

/**
 * Ends the module where two options name one output, of which the one that is written last would be left.
 *
 * @param option  of maps alone or of files alone, NULL after the last; those without an answer are passed over, and
 * names of one option among themselves
 */
void options_refuse_same_output(struct Option *const *option);

/**
 * Ends the module where an output would be written over a map that is read, which --overwrite allows.
 *
 * @param key    of the option that names the output
 * @param output map of the current mapset
 * @param input  name or name@mapset; NULL is passed over
 */
void output_refuse_input(const char *key, const char *output, const char *input);

/** output_refuse_input for all that options name. @param output  NULL after the last */
void options_refuse_input(struct Option *const *output, const char *input);

/** The same for all maps that options read. @param input  NULL after the last */
void options_refuse_inputs(struct Option *const *output, struct Option *const *input);

/** The same of files, whatever path leads to them. */
void options_refuse_input_file(struct Option *const *output, const char *input);

/** Whether the user asked for JSON. */
int option_is_json(const struct Option *format);

#endif
