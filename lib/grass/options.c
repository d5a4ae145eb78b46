#include "grass/options.h"

#include <string.h>
#include <sys/stat.h>

#include <grass/raster.h>
#include <grass/glocale.h>

void option_add_choice(struct Option *option, const char *name, const char *description)
{
    char *choices = NULL, *help = NULL;

    G_asprintf(&choices, "%s%s%s", option->options ? option->options : "", option->options ? "," : "", name);
    G_asprintf(&help, "%s%s%s;%s", option->descriptions ? option->descriptions : "", option->descriptions ? ";" : "",
               name, description);
    option->options = choices;
    option->descriptions = help;
}

/* What all optional options have */
static struct Option *optional(struct Option *option, const char *key, const char *section, const char *label,
                               const char *description)
{
    option->key = key;
    option->required = NO;
    option->label = label;
    option->description = description;
    option->guisection = section;
    return option;
}

struct Option *option_define(const char *key, int type, const char *section, const char *label, const char *description)
{
    struct Option *option = optional(G_define_option(), key, section, label, description);

    option->type = type;
    return option;
}

struct Option *option_define_standard(int standard, const char *key, const char *section, const char *label,
                                      const char *description)
{
    return optional(G_define_standard_option(standard), key, section, label, description);
}

struct Option *option_define_labels(struct Option *maps)
{
    struct Option *option = option_define(
        "labels", TYPE_STRING, _("Predictors"), _("Names for the predictors, one for each map, in their order"),
        _("In place of semantic labels and map names, such as where maps have passing names (QGIS)"));

    option->multiple = YES;
    option->key_desc = "name";
    G_option_requires(option, maps, NULL);
    return option;
}

struct Option *option_define_format(const char *description)
{
    struct Option *option = option_define("format", TYPE_STRING, _("Print"), NULL, description);

    option->answer = "plain";
    option_add_choice(option, "plain", _("human readable text"));
    option_add_choice(option, "json", _("JSON (JavaScript Object Notation)"));
    return option;
}

bool option_is_chosen(const struct Option *option)
{
    return option->answer && !(option->def && strcmp(option->answer, option->def) == 0);
}

/* whether an option has this answer, or one of several */
static bool names(const struct Option *option, const char *output)
{
    if (!option->multiple || !option->answers)
        return option->answer && strcmp(option->answer, output) == 0;
    for (char **answer = option->answers; *answer; answer++)
        if (strcmp(*answer, output) == 0)
            return true;
    return false;
}

void options_refuse_same_output(struct Option *const *option)
{
    for (size_t i = 0; option[i]; i++)
        for (size_t j = 0; option[j] && option[i]->answer && !option[i]->multiple; j++)
            if (j != i && names(option[j], option[i]->answer))
                G_fatal_error(_("%s= and %s= both name '%s': give each output a name of its own"), option[i]->key,
                              option[j]->key, option[i]->answer);
}

/* without "@mapset" */
static bool same_name(const char *one, const char *other)
{
    const size_t length = strcspn(one, "@");

    return length == strcspn(other, "@") && strncmp(one, other, length) == 0;
}

void output_refuse_input(const char *key, const char *output, const char *input)
{
    const char *mapset = input && same_name(input, output) ? G_find_raster2(input, "") : NULL;

    if (mapset && strcmp(mapset, G_mapset()) == 0)
        G_fatal_error(_("%s=%s would be written over a map that is read. Give the output a name of its own."), key,
                      output);
}

void options_refuse_input(struct Option *const *output, const char *input)
{
    for (size_t i = 0; output[i]; i++)
        for (char **answer = output[i]->answers; answer && *answer; answer++)
            output_refuse_input(output[i]->key, *answer, input);
}

void options_refuse_inputs(struct Option *const *output, struct Option *const *input)
{
    for (size_t i = 0; input[i]; i++)
        for (char **answer = input[i]->answers; answer && *answer; answer++)
            options_refuse_input(output, *answer);
}

void options_refuse_input_file(struct Option *const *output, const char *input)
{
    struct stat read, written;

    if (!input || stat(input, &read) != 0)
        return;
    for (size_t i = 0; output[i]; i++)
        if (output[i]->answer && stat(output[i]->answer, &written) == 0 && read.st_dev == written.st_dev &&
            read.st_ino == written.st_ino)
            G_fatal_error(_("%s=%s would be written over a file that is read. Give the output a name of its own."),
                          output[i]->key, output[i]->answer);
}

int option_is_json(const struct Option *format)
{
    return strcmp(format->answer, "json") == 0;
}
