#include "grass/stack.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/imagery.h>
#include <grass/glocale.h>

static bool has_category_labels(const char *name, const char *mapset)
{
    struct Categories categories;
    bool labelled = false;

    if (Rast_read_cats(name, mapset, &categories) < 0)
        return false;
    for (int i = 0; i < Rast_number_of_cats(&categories) && !labelled; i++) {
        CELL low, high;
        const char *text = Rast_get_ith_c_cat(&categories, i, &low, &high);

        labelled = text && *text;
    }
    Rast_free_cats(&categories);
    return labelled;
}

static char *stored(const char *text)
{
    return G_store(text ? text : "");
}

static void read_range(struct stack_map *map)
{
    struct FPRange range;

    map->min = map->max = NAN;
    if (Rast_read_fp_range(map->name, map->mapset, &range) == 1) {
        Rast_get_fp_range_min_max(&range, &map->min, &map->max);
        if (Rast_is_d_null_value(&map->min))
            map->min = map->max = NAN;
    }
}

struct stack_map stack_map_of(const char *name)
{
    const char *mapset = G_find_raster2(name, "");
    struct stack_map map = {.file = -1};
    char *semantic_label;

    if (!mapset)
        G_fatal_error(_("Raster map <%s> not found"), name);
    map.name = G_store(name);
    map.name[strcspn(map.name, "@")] = '\0';
    map.mapset = G_store(mapset);
    map.full_name = G_fully_qualified_name(map.name, mapset);
    semantic_label = Rast_read_semantic_label(map.name, mapset);
    map.has_semantic_label = semantic_label && *semantic_label;
    map.label = map.has_semantic_label ? G_store(semantic_label) : G_store(map.name);
    G_free(semantic_label);
    map.title = stored(Rast_get_cell_title(map.name, mapset));
    map.units = stored(Rast_read_units(map.name, mapset));
    map.integer = Rast_map_type(map.name, mapset) == CELL_TYPE;
    map.category_labels = map.integer && has_category_labels(map.name, mapset);
    read_range(&map);
    return map;
}

struct stack_map stack_map_copy(const struct stack_map *map)
{
    struct stack_map copy = *map;

    copy.name = G_store(map->name);
    copy.mapset = G_store(map->mapset);
    copy.full_name = G_store(map->full_name);
    copy.label = G_store(map->label);
    copy.title = G_store(map->title);
    copy.units = G_store(map->units);
    return copy;
}

void stack_map_free(struct stack_map *map)
{
    G_free(map->name);
    G_free(map->mapset);
    G_free(map->full_name);
    G_free(map->label);
    G_free(map->title);
    G_free(map->units);
    *map = (struct stack_map){.file = -1};
}

void stack_add(struct stack *stack, struct stack_map map)
{
    stack->map = G_realloc(stack->map, (stack->count + 1) * sizeof *stack->map);
    stack->map[stack->count++] = map;
}

struct stack stack_of_names(char **names)
{
    struct stack stack = {0, NULL};

    for (; *names; names++)
        stack_add(&stack, stack_map_of(*names));
    return stack;
}

struct stack stack_of_group(const char *group)
{
    struct stack stack = {0, NULL};
    const char *mapset = G_find_file2("group", group, "");
    char name[GNAME_MAX];
    struct Ref reference;

    if (!mapset)
        G_fatal_error(_("Imagery group <%s> not found"), group);
    snprintf(name, sizeof name, "%s", group);
    name[strcspn(name, "@")] = '\0';
    I_init_group_ref(&reference);
    if (!I_get_group_ref2(name, mapset, &reference) || reference.nfiles == 0)
        G_fatal_error(_("Imagery group <%s> holds no raster map"), group);
    for (int i = 0; i < reference.nfiles; i++) {
        char *full_name = G_fully_qualified_name(reference.file[i].name, reference.file[i].mapset);

        stack_add(&stack, stack_map_of(full_name));
        G_free(full_name);
    }
    I_free_group_ref(&reference);
    return stack;
}

static int count_labels(char **labels)
{
    int count = 0;

    while (labels[count])
        count++;
    return count;
}

static void check_label(char **labels, int i)
{
    /* ':' and ';' end a name in options such as map=predictor:map */
    if (G_legal_filename(labels[i]) != 1 || strpbrk(labels[i], ":;"))
        G_fatal_error(_("labels: '%s' is no name for a predictor: take letters, digits, '_', '-' and '.'"), labels[i]);
    for (int j = 0; j < i; j++)
        if (strcmp(labels[i], labels[j]) == 0)
            G_fatal_error(_("labels: '%s' is given to two maps: give each its own"), labels[i]);
}

void stack_label(struct stack *stack, char **labels)
{
    if (!labels)
        return;
    if (count_labels(labels) != stack->count)
        G_fatal_error(_("labels has %d names for the %d maps of predictors: give one for each, in their order"),
                      count_labels(labels), stack->count);
    for (int i = 0; i < stack->count; i++) {
        struct stack_map *map = &stack->map[i];

        check_label(labels, i);
        G_free(map->label);
        map->label = G_store(labels[i]);
        map->has_semantic_label = false;
        map->given_label = true;
    }
}

bool stack_map_is(const struct stack_map *map, const char *name)
{
    return strcmp(name, map->label) == 0 ||
           (!map->given_label && (strcmp(name, map->name) == 0 || strcmp(name, map->full_name) == 0));
}

void stack_refuse_duplicates(const struct stack *stack)
{
    for (int i = 0; i < stack->count; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(stack->map[i].label, stack->map[j].label) == 0)
                G_fatal_error(_("Maps <%s> and <%s> are both the predictor '%s': give each its own semantic label "
                                "(r.semantic.label), or leave one out"),
                              stack->map[j].full_name, stack->map[i].full_name, stack->map[i].label);
}

const struct stack_map *stack_find(const struct stack *stack, const char *label)
{
    for (int i = 0; i < stack->count; i++)
        if (strcmp(stack->map[i].label, label) == 0)
            return &stack->map[i];
    return NULL;
}

static void add_labelled(struct stack *stack, const char *mapset, const char *label)
{
    char **names = G_list(G_ELEMENT_RASTER, G_gisdbase(), G_location(), mapset);

    for (int i = 0; names && names[i]; i++) {
        char *found = Rast_read_semantic_label(names[i], mapset);

        if (found && strcmp(found, label) == 0) {
            char *full_name = G_fully_qualified_name(names[i], mapset);

            stack_add(stack, stack_map_of(full_name));
            G_free(full_name);
        }
        G_free(found);
    }
    if (names)
        G_free_list(names);
}

struct stack stack_of_semantic_label(const char *label)
{
    struct stack stack = {0, NULL};
    const char *mapset;

    for (int i = 0; (mapset = G_get_mapset_name(i)); i++)
        add_labelled(&stack, mapset, label);
    return stack;
}

char *stack_names(const struct stack *stack)
{
    char *names = G_store("");

    for (int i = 0; i < stack->count; i++) {
        const struct stack_map *map = &stack->map[i];
        char *longer = NULL;

        if (map->has_semantic_label || map->given_label)
            G_asprintf(&longer, "%s%s<%s> (%s)", names, i ? " " : "", map->full_name, map->label);
        else
            G_asprintf(&longer, "%s%s<%s>", names, i ? " " : "", map->full_name);
        G_free(names);
        names = longer;
    }
    return names;
}

void stack_open(struct stack *stack)
{
    for (int i = 0; i < stack->count; i++)
        stack->map[i].file = Rast_open_old(stack->map[i].name, stack->map[i].mapset);
}

void stack_read_rows(const struct stack *stack, int first, int rows, float *value)
{
    const int cols = Rast_window_cols();
    FCELL *cells = Rast_allocate_f_buf();

    for (int row = 0; row < rows; row++) {
        float *start = value + (size_t)row * cols * stack->count;

        for (int i = 0; i < stack->count; i++) {
            Rast_get_f_row(stack->map[i].file, cells, first + row);
            for (int col = 0; col < cols; col++)
                start[(size_t)col * stack->count + i] = isinf(cells[col]) ? NAN : cells[col];
        }
    }
    G_free(cells);
}

void stack_read_row(const struct stack *stack, int row, float *const *value)
{
    const int cols = Rast_window_cols();

    for (int i = 0; i < stack->count; i++) {
        Rast_get_f_row(stack->map[i].file, value[i], row);
        for (int col = 0; col < cols; col++)
            value[i][col] = fabsf(value[i][col]) <= FLT_MAX ? value[i][col] : NAN;
    }
}

void stack_close(struct stack *stack)
{
    for (int i = 0; i < stack->count; i++) {
        Rast_close(stack->map[i].file);
        stack->map[i].file = -1;
    }
}

void stack_free(struct stack *stack)
{
    for (int i = 0; i < stack->count; i++)
        stack_map_free(&stack->map[i]);
    G_free(stack->map);
    *stack = (struct stack){0, NULL};
}
