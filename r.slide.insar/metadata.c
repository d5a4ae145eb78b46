/** operation=metadata: what product files say of themselves, printed, and given to the maps imported from them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/raster.h>
#include <grass/glocale.h>
#include <jansson.h>

#include "operations.h"
#include "product_file.h"

static int count_of(char **answers)
{
    int count = 0;

    while (answers && answers[count])
        count++;
    return count;
}

/* Ends the module unless there is one map of the current mapset for each file. */
static void check_inputs(const struct options *options)
{
    char **maps = options->of[OPTION_INPUT]->answers;
    const int files = count_of(options->of[OPTION_FILE]->answers), given = count_of(maps);

    if (given > 0 && given != files)
        G_fatal_error(_("input= names %d maps and file= %d files: give one map for each file, in the same order"),
                      given, files);
    for (int i = 0; i < given; i++) {
        if (!G_find_raster2(maps[i], ""))
            G_fatal_error(_("Raster map <%s> not found"), maps[i]);
        if (!G_find_raster2(maps[i], G_mapset()))
            G_fatal_error(_("<%s> lies in another mapset: only maps of the current one can be changed"), maps[i]);
    }
}

static void warn_of(const struct product *product, const char *file)
{
    if (product->conflict[0])
        G_warning(_("%s: %s"), file, product->conflict);
    if (!product->date[0])
        G_warning(_("%s: no date was found in metadata, parameter files or names"), file);
    if (product->date[1] && product->date[1] < product->date[0])
        G_important_message(_("%s: the later image comes first. If the phase counts from it, as with ARIA, positive is "
                              "motion toward the satellite: producer=aria, or producer=other positive=toward"),
                            file);
    if (isnan(product->wavelength.value))
        G_message(_("%s: no wavelength was found"), file);
}

static void print_number(const char *key, const struct product_number *number)
{
    if (isnan(number->value))
        return;
    printf("%s=%.10g\n%s_from=%s\n", key, number->value, key, number->where);
}

static void print_text(const char *key, const struct product_text *text)
{
    if (text->value)
        printf("%s=%s\n%s_from=%s\n", key, text->value, key, text->where);
}

static void print_plain(const char *file, const struct product *product)
{
    printf("file=%s\n", file);
    for (int i = 0; i < 2 && product->date[i]; i++)
        printf("date%d=%04d-%02d-%02d\n", i + 1, product->date[i] / 10000, product->date[i] / 100 % 100,
               product->date[i] % 100);
    if (product->date[0])
        printf("dates_from=%s\n", product->dates_where);
    print_number("wavelength", &product->wavelength);
    print_number("incidence", &product->incidence);
    print_number("heading", &product->heading);
    print_text("content", &product->content);
    print_text("producer", &product->producer);
}

static json_t *json_of_number(const struct product_number *number)
{
    if (isnan(number->value))
        return json_null();
    return json_pack("{s:f, s:s}", "value", number->value, "from", number->where);
}

static json_t *json_of_text(const struct product_text *text)
{
    if (!text->value)
        return json_null();
    return json_pack("{s:s, s:s}", "value", text->value, "from", text->where);
}

static json_t *json_of_dates(const struct product *product)
{
    json_t *dates = json_array();

    for (int i = 0; i < 2 && product->date[i]; i++)
        json_array_append_new(dates, json_sprintf("%04d-%02d-%02d", product->date[i] / 10000,
                                                  product->date[i] / 100 % 100, product->date[i] % 100));
    return json_pack("{s:o, s:s}", "value", dates, "from", product->dates_where);
}

static json_t *json_of(const char *file, const struct product *product)
{
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s}", "file", file, "dates", json_of_dates(product),
                     "wavelength", json_of_number(&product->wavelength), "incidence",
                     json_of_number(&product->incidence), "heading", json_of_number(&product->heading), "content",
                     json_of_text(&product->content), "producer", json_of_text(&product->producer), "conflict",
                     product->conflict);
}

static void set_timestamp(const char *name, const struct product *product)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const int pair = product->date[1] != 0, turned = pair && product->date[1] < product->date[0];
    const int first = product->date[turned], last = product->date[pair && !turned];
    struct TimeStamp stamp;
    char text[64];

    if (pair)
        snprintf(text, sizeof text, "%d %s %d / %d %s %d", first % 100, months[first / 100 % 100 - 1], first / 10000,
                 last % 100, months[last / 100 % 100 - 1], last / 10000);
    else
        snprintf(text, sizeof text, "%d %s %d", first % 100, months[first / 100 % 100 - 1], first / 10000);
    if (G_scan_timestamp(&stamp, text) != 1 || G_write_raster_timestamp(name, &stamp) != 1)
        G_fatal_error(_("Cannot write the time stamp %s of <%s>"), text, name);
    G_message(_("<%s>: time stamp %s (%s)"), name, text, product->dates_where);
}

static void append_history(const char *name, const char *file, const struct product *product)
{
    struct History history;

    if (Rast_read_history(name, G_mapset(), &history) < 0)
        return;
    Rast_append_format_history(&history, "product file: %s", file);
    if (!isnan(product->wavelength.value))
        Rast_append_format_history(&history, "wavelength %.10g m (%s)", product->wavelength.value,
                                   product->wavelength.where);
    Rast_write_history(name, &history);
}

static void describe_map(const char *answer, const char *file, const struct product *product)
{
    char name[GNAME_MAX], mapset[GMAPSET_MAX];

    if (!G_name_is_fully_qualified(answer, name, mapset))
        snprintf(name, sizeof name, "%s", answer);
    if (product->date[0])
        set_timestamp(name, product);
    if (product->content.value) {
        Rast_write_semantic_label(name, product->content.value);
        G_message(_("<%s>: semantic label %s (%s)"), name, product->content.value, product->content.where);
    }
    append_history(name, file, product);
}

static void print_json(json_t *report)
{
    if (!report || json_dumpf(report, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10)) != 0)
        G_fatal_error(_("Cannot print the report"));
    printf("\n");
    json_decref(report);
}

void run_metadata(const struct options *options)
{
    char **files = options->of[OPTION_FILE]->answers, **maps = options->of[OPTION_INPUT]->answers;
    const int json = strcmp(option_answer(options, OPTION_FORMAT), "json") == 0, count = count_of(files);
    struct product *products = G_malloc(count * sizeof *products);
    json_t *report = json_array();

    check_inputs(options);
    for (int i = 0; i < count; i++) /* all of them before a map is changed */
        products[i] = product_of_file(files[i], options->of[OPTION_SIDECAR]->answers);
    for (int i = 0; i < count; i++) {
        warn_of(&products[i], files[i]);
        if (json)
            json_array_append_new(report, json_of(files[i], &products[i]));
        else
            print_plain(files[i], &products[i]);
        if (maps)
            describe_map(maps[i], files[i], &products[i]);
    }
    if (json)
        print_json(report);
    else
        json_decref(report);
    G_free(products);
}
