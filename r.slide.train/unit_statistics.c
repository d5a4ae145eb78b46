#include "unit_statistics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/fatal.h"
#include "treatment.h"

#define BETWEEN_ENTRIES " ;\t\n"

/* the entry for a map: where its statistics begin; NULL when it has none */
struct choice {
    const char *statistics; /* parted by commas, up to BETWEEN_ENTRIES */
    size_t length;
};

/* index of the map that the first `length` characters name; -1 when there is none */
static int find_map(const struct stack *maps, const char *name, size_t length)
{
    char *text = G_store(name);
    int found = -1;

    text[length] = '\0';
    for (int i = 0; i < maps->count && found < 0; i++)
        if (stack_map_is(&maps->map[i], text))
            found = i;
    if (found < 0)
        G_fatal_error(_("statistic: <%s> is none of the predictors"), text);
    G_free(text);
    return found;
}

/* @param choice  [maps + 1], the last for maps without an entry of their own */
static void read_choices(const char *text, const struct stack *maps, struct choice *choice)
{
    for (text += strspn(text, BETWEEN_ENTRIES); *text; text += strspn(text, BETWEEN_ENTRIES)) {
        const size_t length = strcspn(text, BETWEEN_ENTRIES);
        const char *colon = memchr(text, ':', length);
        const size_t name = colon ? (size_t)(colon - text) : 0;
        const int map = colon ? find_map(maps, text, name) : maps->count;
        const size_t begin = colon ? name + 1 : 0;

        if (choice[map].statistics)
            G_fatal_error(_("statistic: '%.*s' comes after another entry for the same predictor: put all its "
                            "statistics into one, such as slope:mean,sd"),
                          (int)length, text);
        if (begin == length)
            G_fatal_error(_("statistic: '%.*s' names no statistic"), (int)length, text);
        choice[map] = (struct choice){text + begin, length - begin};
        text += length;
    }
}

static void refuse_unsuitable(const struct statistic *statistic, const struct predictor *base)
{
    char name[STATISTIC_NAME_SIZE];

    statistic_name(statistic, name);
    if (!statistic_suits(statistic, base->categorical))
        G_fatal_error(base->categorical ? _("statistic: %s makes no sense of <%s>, which is categories: take majority "
                                            "or share_N")
                                        : _("statistic: %s makes no sense of <%s>, which is a quantity: name it in "
                                            "categorical= if its numbers are classes"),
                      name, base->map);
}

static struct predictor derived(const struct predictor *base, const struct statistic *statistic)
{
    const bool unitless = statistic->kind == STATISTIC_SHARE;
    char name[STATISTIC_NAME_SIZE];
    struct predictor predictor = *base;
    char *label, *title;

    statistic_name(statistic, name);
    G_asprintf(&label, "%s_%s", base->label, name);
    G_asprintf(&title, "%s, %s", *base->title ? base->title : base->label, name);
    predictor.label = strdup(label);
    predictor.title = strdup(title);
    predictor.map = strdup(base->map);
    predictor.units = strdup(unitless ? "" : base->units);
    predictor.source = strdup(base->label);
    predictor.statistic = *statistic;
    predictor.categorical = statistic->kind == STATISTIC_MAJORITY;
    predictor.circular = statistic->kind == STATISTIC_CIRCULAR_MEAN && predictor_turn(base) == PREDICTOR_DEGREES;
    G_free(label);
    G_free(title);
    return predictor;
}

static void add(struct recipe *recipe, const struct predictor *base, const struct statistic *statistic)
{
    struct predictor *one;

    refuse_unsuitable(statistic, base);
    recipe->predictor = realloc(recipe->predictor, (recipe->predictors + 1) * sizeof *recipe->predictor);
    one = &recipe->predictor[recipe->predictors];
    *one = derived(base, statistic);
    for (size_t i = 0; i < recipe->predictors; i++)
        if (strcmp(recipe->predictor[i].label, one->label) == 0)
            G_fatal_error(_("statistic: there are two predictors '%s', of <%s> and <%s>"), one->label,
                          recipe->predictor[i].map, one->map);
    recipe->predictors++;
}

/* a choice of all predictors does not speak of categories and directions, which have majority and circmean then */
static void expand_one(const struct predictor *base, const struct choice *own, const struct choice *common,
                       struct recipe *recipe)
{
    const struct choice *choice = own->statistics || base->categorical || base->circular ? own : common;
    struct statistic statistic = {base->categorical ? STATISTIC_MAJORITY
                                  : base->circular  ? STATISTIC_CIRCULAR_MEAN
                                                    : STATISTIC_MEAN,
                                  0};
    struct slide_error error;
    size_t length;

    if (!choice->statistics) {
        add(recipe, base, &statistic);
        return;
    }
    for (size_t begin = 0; begin < choice->length; begin += length + 1) {
        const char *name = choice->statistics + begin;

        length = 0;
        while (begin + length < choice->length && name[length] != ',')
            length++;
        fatal_unless_ok(statistic_find(name, length, &statistic, &error), &error);
        add(recipe, base, &statistic);
    }
}

void statistics_expand(const char *text, const struct stack *maps, struct recipe *recipe)
{
    struct choice *choice = G_calloc((size_t)maps->count + 1, sizeof *choice);
    struct predictor *base = recipe->predictor;

    recipe->predictor = NULL;
    recipe->predictors = 0;
    if (text)
        read_choices(text, maps, choice);
    for (int i = 0; i < maps->count; i++) {
        expand_one(&base[i], &choice[i], &choice[maps->count], recipe);
        predictor_free(&base[i]);
    }
    free(base);
    G_free(choice);
}
