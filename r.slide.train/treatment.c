/** What is done with the predictors and the classes before the learner sees them. */
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "grass/options.h"
#include "learn/class_weight.h"
#include "treatment.h"

#define RADIANS_AT_MOST 6.3 /* of a map named as an angle in degrees */

static struct Option *named_predictors(const char *key, const char *label, const char *description)
{
    return option_define_standard(G_OPT_R_INPUTS, key, _("Predictors"), label, description);
}

static struct Option *text_option(const char *key, const char *answer, const char *label, const char *section)
{
    struct Option *option = option_define(key, TYPE_STRING, section, label, NULL);

    option->answer = answer ? G_store(answer) : NULL;
    return option;
}

static void define_classes(struct treatment_options *options)
{
    options->weights = text_option("weights", "none", _("Class weights in training"), _("Learner"));
    options->weights->key_desc = "none|balanced|positive|positive=number";
    options->weights->description =
        _("balanced: n / (2 n_c); positive: others per landslide cell, or the number, for landslides; taken out of "
          "the probability again");
    options->keep_weighted = G_define_flag();
    options->keep_weighted->key = 'w';
    options->keep_weighted->description = _("Leave probabilities as the class weights made them");
    options->keep_weighted->guisection = _("Learner");

    options->calibration = text_option("calibration", "none", _("Calibration of probabilities"), _("Learner"));
    for (const struct calibration_method *method = calibration_methods; method->name; method++)
        option_add_choice(options->calibration, method->name, _(method->description));
    options->folds = text_option("calibration_folds", "5", _("Folds of the calibration"), _("Learner"));
    options->folds->type = TYPE_INTEGER;
    options->folds->options = "2-100";
    options->folds->description = _("A learner is trained without each and calibrated on it; all are averaged");
}

void treatment_define_of_predictors(struct treatment_options *options)
{
    options->circular = named_predictors("circular", _("Names of the predictors that are angles in degrees"),
                                         _("Taken as sine and cosine; cells without an aspect become 0, 0"));
    options->absolute =
        named_predictors("absolute", _("Names of the predictors of which only the magnitude counts"), NULL);
    options->logarithm = named_predictors("logarithm", _("Names of the predictors taken as natural logarithms"),
                                          _("Zeros count as the least positive value seen in training"));
    options->scale =
        text_option("scale", NULL, _("Scale of features, fitted to the training samples"), _("Predictors"));
    for (const struct scale_method *method = scale_methods; method->name; method++)
        option_add_choice(options->scale, method->name, _(method->description));
    options->scale->description = _("By default zscore for logistic and svm, none for the others");
}

void treatment_define_of_classes(struct treatment_options *options)
{
    define_classes(options);
    options->roles = text_option("roles", NULL, _("What the predictors are to a published model"), _("Learner"));
    options->roles->multiple = YES;
    options->roles->key_desc = "role=map";
    options->roles->description =
        _("Such as pgv=shaking for method=ground_failure; by default the map's label is its role");
}

static void refuse_with_published(const struct treatment_options *options, const struct learner *learner)
{
    const struct Option *given[] = {options->circular, options->absolute, options->logarithm};

    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (given[i]->answer)
            G_fatal_error(_("%s= does not go with method=%s: a published model takes the maps as they are"),
                          given[i]->key, learner->name);
    if ((options->scale->answer && strcmp(options->scale->answer, "none") != 0) ||
        strcmp(options->weights->answer, "none") != 0 || strcmp(options->calibration->answer, "none") != 0)
        G_fatal_error(
            _("scale=, weights= and calibration= do not go with method=%s: it is published, nothing is trained"),
            learner->name);
}

void treatment_read(const struct treatment_options *options, struct recipe *recipe)
{
    const struct learner *learner = recipe->learner;
    struct slide_error error;

    recipe->scale = options->scale->answer ? scale_method_find(options->scale->answer)->kind : learner->scale;
    recipe->calibration = calibration_method_find(options->calibration->answer)->kind;
    recipe->calibration_folds = strtoull(options->folds->answer, NULL, 10);
    recipe->keep_weighted = options->keep_weighted->answer;
    fatal_unless_ok(class_weights_read(options->weights->answer, recipe, &error), &error);
    if (learner->published)
        refuse_with_published(options, learner);
    else if (options->roles->answer)
        G_fatal_error(_("roles= goes with a published model only, such as method=ground_failure; method=%s learns what "
                        "its predictors mean"),
                      learner->name);
    if (learner->quantity && (recipe->weights != CLASS_WEIGHTS_NONE || recipe->calibration != CALIBRATION_NONE))
        G_fatal_error(_("weights= and calibration= are for classes, method=%s learns a quantity"), learner->name);
    if (recipe->keep_weighted && recipe->weights == CLASS_WEIGHTS_NONE)
        G_fatal_error(_("Flag -w needs weights=: there are no class weights to leave in the probability"));
    if (recipe->keep_weighted && recipe->calibration != CALIBRATION_NONE)
        G_fatal_error(_("Flag -w does not go with calibration=%s, which takes class weights out by itself"),
                      options->calibration->answer);
}

static int find_map(const struct Option *option, const char *name, const struct stack *maps)
{
    for (int i = 0; i < maps->count; i++)
        if (stack_map_is(&maps->map[i], name))
            return i;
    G_fatal_error(_("<%s>, given as %s, is none of the predictors"), name, option->key);
}

static void take_angle(const struct stack_map *map, struct predictor *predictor)
{
    predictor->circular = true;
    predictor->zero_is_flat = !strstr(map->title, "north"); /* r.slope.aspect -n: 0 is north, -9999 flat */
    if (map->max <= RADIANS_AT_MOST && map->min >= -RADIANS_AT_MOST)
        G_warning(_("<%s>, given as circular, ranges from %g to %g: these may be radians, degrees are wanted"),
                  map->full_name, map->min, map->max);
    G_verbose_message(predictor->zero_is_flat ? _("<%s>: cells of 0 have no direction (flat)")
                                              : _("<%s>: cells of 0 are north"),
                      map->full_name);
}

static void refuse_contradictions(const struct predictor *predictor)
{
    if (predictor->categorical && (predictor->circular || predictor->absolute || predictor->logarithm))
        G_fatal_error(_("<%s> is a map of categories: they have no %s"), predictor->map,
                      predictor->circular   ? _("direction")
                      : predictor->absolute ? _("magnitude")
                                            : _("logarithm"));
    if (predictor->circular && (predictor->absolute || predictor->logarithm))
        G_fatal_error(_("<%s> is given as circular: its sine and cosine have no %s"), predictor->map,
                      predictor->absolute ? _("magnitude that counts") : _("logarithm"));
}

void treatment_of_predictors(const struct treatment_options *options, const struct stack *maps, struct recipe *recipe)
{
    for (char **name = options->circular->answers; name && *name; name++) {
        const int i = find_map(options->circular, *name, maps);

        take_angle(&maps->map[i], &recipe->predictor[i]);
    }
    for (char **name = options->absolute->answers; name && *name; name++)
        recipe->predictor[find_map(options->absolute, *name, maps)].absolute = true;
    for (char **name = options->logarithm->answers; name && *name; name++)
        recipe->predictor[find_map(options->logarithm, *name, maps)].logarithm = true;
    for (size_t i = 0; i < recipe->predictors; i++)
        refuse_contradictions(&recipe->predictor[i]);
}

/* the map given for a role, as "role=map"; NULL when there is none */
static const char *map_given(const struct Option *option, const char *role)
{
    const size_t length = strlen(role);

    for (char **answer = option->answers; answer && *answer; answer++)
        if (strncmp(*answer, role, length) == 0 && (*answer)[length] == '=')
            return *answer + length + 1;
    return NULL;
}

static void refuse_unknown_roles(const struct Option *option, const struct learner *learner)
{
    for (char **answer = option->answers; answer && *answer; answer++) {
        const size_t length = strcspn(*answer, "=");
        const struct learner_role *role = learner->role;

        while (role->name && (strlen(role->name) != length || strncmp(role->name, *answer, length) != 0))
            role++;
        if (!role->name || (*answer)[length] != '=')
            G_fatal_error(_("'%s' is no role of method=%s as role=map: see its manual page"), *answer, learner->name);
    }
}

void treatment_order_by_role(const struct treatment_options *options, const struct learner *learner, struct stack *maps)
{
    struct stack ordered = {0, NULL};

    refuse_unknown_roles(options->roles, learner);
    for (const struct learner_role *role = learner->role; role->name; role++) {
        const char *given = map_given(options->roles, role->name);
        int found = -1;

        for (int i = 0; i < maps->count && found < 0; i++)
            if (stack_map_is(&maps->map[i], given ? given : role->name))
                found = i;
        if (found < 0)
            G_fatal_error(
                _("method=%s needs a map of %s: none of %s is %s. Add it to predictors=, and say roles=%s=map "
                  "where it has another name."),
                learner->name, role->description, stack_names(maps), given ? given : role->name, role->name);
        stack_add(&ordered, stack_map_copy(&maps->map[found]));
    }
    if (ordered.count != maps->count)
        G_fatal_error(_("method=%s takes %d predictors, but %d were given: %s"), learner->name, ordered.count,
                      maps->count, stack_names(maps));
    stack_refuse_duplicates(&ordered);
    stack_free(maps);
    *maps = ordered;
}
