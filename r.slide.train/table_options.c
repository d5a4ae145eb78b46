#include "table_options.h"

#include <string.h>

#include <grass/glocale.h>
#include <jansson.h>

#include "base/whole_file.h"
#include "grass/fatal.h"
#include "grass/sample_format.h"

void table_options_define(struct table_options *options)
{
    options->table = G_define_standard_option(G_OPT_F_INPUT);
    options->table->key = "table";
    options->table->required = NO;
    options->table->multiple = YES;
    options->table->label = _("Tables of samples to train on in place of maps, one or more events");
    options->table->description = _("As table_out writes them; predictors then names columns, by default all");
    options->table->guisection = _("Events");

    options->event = G_define_option();
    options->event->key = "event";
    options->event->type = TYPE_STRING;
    options->event->required = NO;
    options->event->key_desc = "name";
    options->event->description = _("Name of the event that the maps are of");
    options->event->guisection = _("Events");

    options->out = G_define_standard_option(G_OPT_F_OUTPUT);
    options->out->key = "table_out";
    options->out->required = NO;
    options->out->label = _("Name for output table of the samples (.gpkg, .csv or .parquet)");
    options->out->description = _("To train on with those of other events; no model is needed then");
    options->out->guisection = _("Events");

    G_option_requires(options->out, options->event, NULL);
    G_option_exclusive(options->table, options->out, NULL);
    G_option_exclusive(options->table, options->event, NULL);
}

void refuse_with_tables(const struct Option *const *option, size_t options)
{
    for (size_t i = 0; i < options; i++)
        if (option[i]->answer)
            G_fatal_error(_("%s=%s needs maps, but table= gives samples without any: leave it out"), option[i]->key,
                          option[i]->answer);
}

static void refuse_same_path(char **paths)
{
    for (char **path = paths; *path; path++)
        for (char **other = paths; other < path; other++)
            if (strcmp(*path, *other) == 0)
                G_fatal_error(_("Table '%s' is given twice: its events would count double"), *path);
}

/* it goes into JSON and into files of other programs */
static void check_name(const char *name)
{
    json_t *text = json_string(name);

    if (!text || !*name)
        G_fatal_error(_("event='%s' is no name: give some text in UTF-8"), name);
    json_decref(text);
}

void table_options_read(const struct table_options *options, struct table_request *request)
{
    struct slide_error error;

    *request = (struct table_request){
        .paths = options->table->answers, .event = options->event->answer, .out = options->out->answer};
    if (request->paths)
        refuse_same_path(request->paths);
    if (request->event)
        check_name(request->event);
    if (!request->out)
        return;
    sample_format_check(request->out);
    fatal_unless_ok(whole_file_check(request->out, &error), &error);
}
