/** Many raster maps read together by rows, each known by a label: one given for it, its semantic label, or its name
 * without mapset. */
#ifndef SLIDE_GRASS_STACK_H
#define SLIDE_GRASS_STACK_H

#include <stdbool.h>

struct stack_map {
    char *name; /**< without mapset */
    char *mapset;
    char *full_name; /**< name@mapset */
    char *label;
    bool has_semantic_label; /**< and the label is that */
    bool given_label;        /**< by stack_label: the label stands in the name's place */
    char *title;             /**< empty when there is none, as units */
    char *units;
    bool integer;         /**< a CELL map */
    bool category_labels; /**< a CELL map whose categories have labels */
    double min, max;      /**< of the whole map, whatever the region; NaN when it is all null or not known */
    int file;             /**< while open */
};

/** Free with stack_free. */
struct stack {
    int count;
    struct stack_map *map;
};

/** Describes one map; `name` may be name@mapset. Ends the module, naming it, when there is none. */
struct stack_map stack_map_of(const char *name);

/** A copy that owns its own texts. */
struct stack_map stack_map_copy(const struct stack_map *map);
void stack_map_free(struct stack_map *map);

/** The maps of an option's answers, ended by NULL. */
struct stack stack_of_names(char **names);

/**
 * The maps go by these labels from now on, whatever their semantic labels and names. Ends the module, naming it, where
 * there are more or fewer labels than maps, one is there twice, or one could not be told from what stands beside it in
 * an option.
 *
 * @param labels  one for each map, in their order, ended by NULL; NULL changes nothing
 */
void stack_label(struct stack *stack, char **labels);

/** The maps of an imagery group, name or name@mapset. */
struct stack stack_of_group(const char *group);

/** Takes over `map`. */
void stack_add(struct stack *stack, struct stack_map map);

/** Ends the module, naming both, when two maps have one label. */
void stack_refuse_duplicates(const struct stack *stack);

/** Whether `name` means the map: its label or, unless that was given, its name with or without mapset. */
bool stack_map_is(const struct stack_map *map, const char *name);

/** The map of that label, or NULL. */
const struct stack_map *stack_find(const struct stack *stack, const char *label);

/** All maps of the search path that carry this semantic label. The caller frees the stack. */
struct stack stack_of_semantic_label(const char *label);

/** The maps' full names and labels as "<slope@m> <ksn_1@m> (ksn)", for messages. G_free it. */
char *stack_names(const struct stack *stack);

void stack_open(struct stack *stack);

/**
 * Reads rows of all maps at the current region, under the mask.
 *
 * @param[out] value  [rows * columns * count], the maps' values of one cell side by side; NaN is null, infinite too
 */
void stack_read_rows(const struct stack *stack, int first, int rows, float *value);

/**
 * Reads one row of all maps at the current region, under the mask, each map by itself.
 *
 * @param[out] value  [count][columns] NaN is null, infinite too
 */
void stack_read_row(const struct stack *stack, int row, float *const *value);

void stack_close(struct stack *stack);
void stack_free(struct stack *stack);

#endif
