/** Finds a model's predictors again: by label among the maps offered, by name and semantic label in the search path. */
#include <math.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "learn/net_learner.h"
#include "match.h"

/* "slope" of "slope@mapset"; G_free it */
static char *plain_name(const char *full_name)
{
    char *name = G_store(full_name);

    name[strcspn(name, "@")] = '\0';
    return name;
}

static const struct stack_map *find_by_name(const struct stack *offered, const char *full_name)
{
    char *name = plain_name(full_name);
    const struct stack_map *found = NULL;

    for (int i = 0; i < offered->count && !found; i++)
        if (!offered->map[i].has_semantic_label && stack_map_is(&offered->map[i], name))
            found = &offered->map[i];
    G_free(name);
    return found;
}

/* whether `key`, of some length, is the predictor's label or its map's name at training */
static bool is_key_of(const struct predictor *predictor, const char *key, size_t length)
{
    char *name = plain_name(predictor->map);
    const char *known[] = {predictor->label, predictor->map, name};
    bool is = false;

    for (int i = 0; i < 3; i++)
        is = is || (strlen(known[i]) == length && strncmp(known[i], key, length) == 0);
    G_free(name);
    return is;
}

/* the map's name in the pair for this predictor, or NULL */
static const char *paired_name(const struct predictor *predictor, char **pairs)
{
    for (; pairs && *pairs; pairs++) {
        const char *colon = strchr(*pairs, ':');

        if (is_key_of(predictor, *pairs, (size_t)(colon - *pairs)))
            return colon + 1;
    }
    return NULL;
}

/* the predictors' labels as "slope, pga"; G_free it */
static char *predictor_labels(const struct model *model)
{
    char *labels = G_store("");

    for (size_t i = 0; i < model->recipe.predictors; i++) {
        char *longer;

        G_asprintf(&longer, "%s%s%s", labels, i ? ", " : "", model->recipe.predictor[i].label);
        G_free(labels);
        labels = longer;
    }
    return labels;
}

static void check_pair(const struct model *model, const char *pair)
{
    const char *colon = strchr(pair, ':');

    if (!colon || colon == pair || !colon[1])
        G_fatal_error(_("map: '%s' is not predictor:map, such as slope:slope_2018"), pair);
    for (size_t i = 0; i < model->recipe.predictors; i++)
        if (is_key_of(&model->recipe.predictor[i], pair, (size_t)(colon - pair)))
            return;
    G_fatal_error(_("map: '%s' names no predictor of the model; it has: %s"), pair, predictor_labels(model));
}

/* of two maps for a predictor only one could be taken */
static void check_pairs(const struct model *model, char **pairs)
{
    for (size_t i = 0; i < model->recipe.predictors && pairs; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];
        const char *first = paired_name(predictor, pairs);

        for (char **pair = pairs; first && *pair; pair++) {
            const char *colon = strchr(*pair, ':');

            if (colon + 1 != first && is_key_of(predictor, *pair, (size_t)(colon - *pair)))
                G_fatal_error(_("map: predictor '%s' is given two maps, %s and %s"), predictor->label, first,
                              colon + 1);
        }
    }
}

static bool says_what_it_is(const struct stack_map *map)
{
    return map->has_semantic_label || map->given_label;
}

/* the map of that name, or that labels= calls so; free with stack_map_free */
static struct stack_map map_called(const struct stack *offered, const char *name)
{
    const struct stack_map *given = offered ? stack_find(offered, name) : NULL;
    struct stack_map map;

    if (given && given->given_label)
        return stack_map_copy(given);
    map = stack_map_of(name);
    for (int i = 0; offered && i < offered->count; i++)
        if (offered->map[i].given_label && strcmp(offered->map[i].full_name, map.full_name) == 0) {
            stack_map_free(&map);
            return stack_map_copy(&offered->map[i]);
        }
    return map;
}

/* a map that says by its label that it is another predictor is not taken for this one */
static struct stack_map paired_map(const struct model *model, const struct predictor *predictor,
                                   const struct stack *offered, const char *name)
{
    struct stack_map map = map_called(offered, name);

    for (size_t i = 0; i < model->recipe.predictors && says_what_it_is(&map); i++)
        if (&model->recipe.predictor[i] != predictor && strcmp(model->recipe.predictor[i].label, map.label) == 0)
            G_fatal_error(
                _("map: <%s> cannot be predictor '%s': its label (semantic, or of labels=) says that it is '%s'"),
                map.full_name, predictor->label, map.label);
    return map;
}

static void refuse_contradiction(const struct predictor *predictor, const struct stack *offered,
                                 const struct stack_map *labelled, const char *name)
{
    struct stack_map map = map_called(offered, name);

    if (strcmp(map.full_name, labelled->full_name) != 0)
        G_fatal_error(_("map: predictor '%s' is given as <%s>, but <%s>, given too, carries its label (semantic "
                        "label, or of labels=). Leave one of them out."),
                      predictor->label, map.full_name, labelled->full_name);
    stack_map_free(&map);
}

static struct stack_map among_offered(const struct model *model, const struct predictor *predictor,
                                      const struct stack *offered, char **pairs)
{
    const struct stack_map *map = stack_find(offered, predictor->label);
    const char *paired = paired_name(predictor, pairs);

    if (map && says_what_it_is(map) && paired)
        refuse_contradiction(predictor, offered, map, paired);
    else if (paired)
        return paired_map(model, predictor, offered, paired);
    if (!map)
        map = find_by_name(offered, predictor->map);
    if (!map)
        G_fatal_error(
            _("Predictor '%s' (trained on <%s>) is missing. Given were: %s. Add its map, or give one of these "
              "the semantic label '%s' (r.semantic.label)."),
            predictor->label, predictor->map, stack_names(offered), predictor->label);
    return stack_map_copy(map);
}

/* the map of the name it had at training, if it is still that predictor */
static bool by_recorded_name(const struct predictor *predictor, struct stack_map *map)
{
    char *name = plain_name(predictor->map);
    const char *candidates[] = {name, predictor->map};
    bool found = false;

    for (int i = 0; i < 2 && !found; i++) {
        if (!G_find_raster2(candidates[i], ""))
            continue;
        *map = stack_map_of(candidates[i]);
        found = strcmp(map->label, predictor->label) == 0;
        if (!found)
            stack_map_free(map);
    }
    G_free(name);
    return found;
}

static struct stack_map in_search_path(const struct model *model, const struct predictor *predictor, char **pairs)
{
    const char *paired = paired_name(predictor, pairs);
    struct stack labelled;
    struct stack_map map;

    if (paired)
        return paired_map(model, predictor, NULL, paired);
    if (by_recorded_name(predictor, &map))
        return map;
    labelled = stack_of_semantic_label(predictor->label);
    if (labelled.count == 0)
        G_fatal_error(_("Predictor '%s' (trained on <%s>) is missing: no map of that name, and none with the semantic "
                        "label '%s', in the mapsets of the search path. Make it, or name the maps with predictors=."),
                      predictor->label, predictor->map, predictor->label);
    if (labelled.count > 1)
        G_fatal_error(_("Predictor '%s' (trained on <%s>) could be any of %s: name the maps with predictors="),
                      predictor->label, predictor->map, stack_names(&labelled));
    map = stack_map_copy(&labelled.map[0]);
    stack_free(&labelled);
    G_verbose_message(_("Predictor '%s': taking <%s>"), predictor->label, map.full_name);
    return map;
}

static void refuse_other_type(const struct predictor *predictor, const struct stack_map *map)
{
    if (predictor->categorical && !map->integer)
        G_fatal_error(
            _("<%s> has another meaning than at training: predictor '%s' is categories (trained on <%s>), the "
              "map holds floating-point values"),
            map->full_name, predictor->label, predictor->map);
    if (!predictor->categorical && map->category_labels)
        G_fatal_error(
            _("<%s> has another meaning than at training: predictor '%s' is a quantity (trained on <%s>), the "
              "map holds categories with labels"),
            map->full_name, predictor->label, predictor->map);
}

static void refuse_other_units(const struct predictor *predictor, const struct stack_map *map)
{
    if (*predictor->units && *map->units && strcmp(predictor->units, map->units) != 0)
        G_fatal_error(_("<%s> has another meaning than at training: it is in '%s', predictor '%s' was in '%s' (<%s>). "
                        "Convert it, or give flag -o if the units are the same under two names."),
                      map->full_name, map->units, predictor->label, predictor->units, predictor->map);
}

static void refuse_other_range(const struct predictor *predictor, const struct stack_map *map)
{
    if (!predictor->categorical && (map->min > predictor->max || map->max < predictor->min))
        G_fatal_error(_("<%s> has another meaning than at training: all its values (%g to %g) are outside those of "
                        "predictor '%s' (%g to %g, <%s>). Check its unit, or give flag -o to extrapolate."),
                      map->full_name, map->min, map->max, predictor->label, predictor->min, predictor->max,
                      predictor->map);
}

struct stack match_predictors(const struct model *model, const struct stack *offered, char **pairs, bool trusted)
{
    struct stack stack = {0, NULL};

    for (char **pair = pairs; pair && *pair; pair++)
        check_pair(model, *pair);
    check_pairs(model, pairs);
    for (size_t i = 0; i < model->recipe.predictors; i++) {
        const struct predictor *predictor = &model->recipe.predictor[i];
        struct stack_map map =
            offered ? among_offered(model, predictor, offered, pairs) : in_search_path(model, predictor, pairs);

        if (!trusted) {
            /* a net from elsewhere takes the numbers of any map */
            if (model->recipe.learner != &learner_import)
                refuse_other_type(predictor, &map);
            refuse_other_units(predictor, &map);
            refuse_other_range(predictor, &map);
        }
        stack_add(&stack, map);
    }
    return stack;
}
