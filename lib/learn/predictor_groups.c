#include "learn/predictor_groups.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_named(const struct predictor *predictor, const char *name)
{
    const size_t length = strlen(name);

    if (strcmp(name, predictor->label) == 0 || strcmp(name, predictor->map) == 0)
        return true;
    return strncmp(name, predictor->map, length) == 0 && predictor->map[length] == '@';
}

static const struct predictor_group *group_with(const struct predictor_groups *groups, size_t predictor)
{
    for (size_t i = 0; i < groups->count; i++)
        for (size_t j = 0; j < groups->group[i].count; j++)
            if (groups->group[i].member[j] == predictor)
                return &groups->group[i];
    return NULL;
}

static enum slide_status unknown(const char *name, const struct predictor *predictor, size_t predictors,
                                 struct slide_error *error)
{
    char names[600] = "";

    for (size_t i = 0; i < predictors; i++) {
        if (i > 0)
            strncat(names, ", ", sizeof names - strlen(names) - 1);
        strncat(names, predictor[i].label, sizeof names - strlen(names) - 1);
    }
    return slide_fail(error, SLIDE_BAD_INPUT, "'%s', in a group, is none of the predictors: %s.", name, names);
}

static enum slide_status add_member(const char *name, const struct predictor *predictor, size_t predictors,
                                    struct predictor_groups *groups, struct slide_error *error)
{
    struct predictor_group *group = &groups->group[groups->count - 1];
    const struct predictor_group *other;
    size_t number = 0;

    while (number < predictors && !is_named(&predictor[number], name))
        number++;
    if (number == predictors)
        return unknown(name, predictor, predictors, error);
    other = group_with(groups, number);
    if (other)
        return slide_fail(error, SLIDE_BAD_INPUT,
                          "The predictor '%s' is named twice, in the groups '%s' and '%s': name it once.", name,
                          other->name, group->name);
    group->member[group->count++] = number;
    return SLIDE_OK;
}

/* a group without members yet; there is room for all groups that there can be */
static enum slide_status add_group(const char *name, size_t predictors, struct predictor_groups *groups,
                                   struct slide_error *error)
{
    struct predictor_group *group = &groups->group[groups->count];

    for (size_t i = 0; i < groups->count; i++)
        if (strcmp(groups->group[i].name, name) == 0)
            return slide_fail(error, SLIDE_BAD_INPUT, "There are two groups '%s': give them different names.", name);
    *group = (struct predictor_group){.name = strdup(name), .member = calloc(predictors + 1, sizeof *group->member)};
    groups->count++;
    if (!group->name || !group->member)
        return slide_out_of_memory(error, (double)predictors * sizeof *group->member, "groups of predictors");
    return SLIDE_OK;
}

static char *trimmed(char *text)
{
    char *end;

    text += strspn(text, " \t\n");
    end = text + strlen(text);
    while (end > text && strchr(" \t\n", end[-1]))
        *--end = '\0';
    return text;
}

/* one of name=predictor,predictor */
static enum slide_status read_group(char *text, const struct predictor *predictor, size_t predictors,
                                    struct predictor_groups *groups, struct slide_error *error)
{
    char *equals = strchr(text, '='), *rest = NULL;
    enum slide_status status;

    if (equals)
        *equals = '\0';
    text = trimmed(text);
    if (!equals || !*text)
        return slide_fail(error, SLIDE_BAD_INPUT, "'%s' is no group of predictors: write name=predictor,predictor.",
                          equals ? trimmed(equals + 1) : text);
    status = add_group(text, predictors, groups, error);
    for (char *name = strtok_r(equals + 1, ",", &rest); name && status == SLIDE_OK; name = strtok_r(NULL, ",", &rest))
        if (*trimmed(name))
            status = add_member(trimmed(name), predictor, predictors, groups, error);
    if (status == SLIDE_OK && groups->group[groups->count - 1].count == 0)
        return slide_fail(error, SLIDE_BAD_INPUT, "The group '%s' has no predictors.", text);
    return status;
}

static size_t count_of(const char *text, char letter)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text == letter;
    return count;
}

enum slide_status predictor_groups_read(const char *text, const struct predictor *predictor, size_t predictors,
                                        struct predictor_groups *groups, struct slide_error *error)
{
    const size_t most = count_of(text, ';') + 1;
    char *copy = strdup(text), *rest = NULL;
    enum slide_status status = SLIDE_OK;

    *groups = (struct predictor_groups){.group = calloc(most, sizeof *groups->group)};
    if (!copy || !groups->group) {
        free(copy);
        predictor_groups_free(groups);
        return slide_out_of_memory(error, (double)most * sizeof *groups->group, "groups of predictors");
    }
    for (char *part = strtok_r(copy, ";", &rest); part && status == SLIDE_OK; part = strtok_r(NULL, ";", &rest))
        status = read_group(part, predictor, predictors, groups, error);
    free(copy);
    if (status == SLIDE_OK && groups->count == 0)
        status = slide_fail(error, SLIDE_BAD_INPUT, "No group of predictors: write name=predictor,predictor.");
    if (status != SLIDE_OK)
        predictor_groups_free(groups);
    return status;
}

enum slide_status predictor_groups_complete(const struct predictor *predictor, size_t predictors,
                                            struct predictor_groups *groups, struct slide_error *error)
{
    struct predictor_group *more = realloc(groups->group, (groups->count + predictors + 1) * sizeof *more);
    enum slide_status status = SLIDE_OK;

    if (!more)
        return slide_out_of_memory(error, (double)predictors * sizeof *more, "groups of predictors");
    groups->group = more;
    for (size_t i = 0; i < predictors && status == SLIDE_OK; i++) {
        if (group_with(groups, i))
            continue;
        status = add_group(predictor[i].label, predictors, groups, error);
        if (status == SLIDE_OK) {
            struct predictor_group *own = &groups->group[groups->count - 1];

            own->member[own->count++] = i;
        }
    }
    return status;
}

void predictor_groups_free(struct predictor_groups *groups)
{
    for (size_t i = 0; groups->group && i < groups->count; i++) {
        free(groups->group[i].name);
        free(groups->group[i].member);
    }
    free(groups->group);
    *groups = (struct predictor_groups){0};
}
