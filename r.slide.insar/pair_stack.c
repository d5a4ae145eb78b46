#define _GNU_SOURCE /* strtok_r */
#include "pair_stack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "grass/dates.h"
#include "grass/fatal.h"
#include "grass/text_file.h"
#include "inputs.h"
#include "radar/product.h"

/* A line of the table, or what the options say of one pair. */
struct entry {
    char *phase;
    char *coherence; /* NULL: none */
    double baseline; /* m; NaN: none */
    bool dated;
    struct day_span days;
};

struct table {
    int count;
    struct entry *entry;
};

static void add_entry(struct table *table, struct entry entry)
{
    table->entry = G_realloc(table->entry, (table->count + 1) * sizeof *table->entry);
    table->entry[table->count++] = entry;
}

static bool scan_number(const char *word, double *number)
{
    char *rest;

    *number = strtod(word, &rest);
    return rest != word && *rest == '\0' && isfinite(*number);
}

/* The words behind the map: dates, then a number or the coherence map. */
static bool take_word(struct entry *entry, const char *word, int *dates)
{
    double number;

    if (!entry->coherence && isnan(entry->baseline) && *dates < 2 &&
        calendar_scan(word, *dates ? &entry->days.last : &entry->days.first)) {
        entry->dated = ++*dates == 2;
        return true;
    }
    if (isnan(entry->baseline) && scan_number(word, &number)) {
        entry->baseline = number;
        return true;
    }
    if (entry->coherence)
        return false;
    entry->coherence = G_store(word);
    return true;
}

static void add_line(void *target, char *line, const char *path, int number)
{
    struct table *table = target;
    static const char separators[] = " \t,|\r\n";
    struct entry entry = {.baseline = NAN};
    char *rest = NULL, *word;
    int dates = 0;

    line[strcspn(line, "#")] = '\0';
    word = strtok_r(line, separators, &rest);
    if (!word)
        return;
    entry.phase = G_store(word);
    while ((word = strtok_r(NULL, separators, &rest)))
        if (!take_word(&entry, word, &dates))
            G_fatal_error(
                _("'%s', line %d: '%s' is one word too many. A line is map, two dates (YYYY-MM-DD), coherence "
                  "map and perpendicular baseline in metres."),
                path, number, word);
    if (dates == 1)
        G_fatal_error(_("'%s', line %d: <%s> has one date, and an interferogram has two"), path, number, entry.phase);
    add_entry(table, entry);
}

static void add_names(struct table *table, char **phase, char **coherence)
{
    int given = 0;

    for (int i = 0; phase[i]; i++) {
        const bool has = coherence && coherence[given];

        add_entry(table,
                  (struct entry){.phase = phase[i], .coherence = has ? coherence[given++] : NULL, .baseline = NAN});
    }
    while (coherence && coherence[given])
        given++;
    if (coherence && given != table->count)
        G_fatal_error(_("input= names %d maps and coherence= %d: give one coherence map for each, in the same order"),
                      table->count, given);
}

/* Frees the days, which may be NULL. */
static void add_dates(struct table *table, struct day_span *days)
{
    for (int i = 0; days && i < table->count; i++) {
        table->entry[i].days = days[i];
        table->entry[i].dated = true;
    }
    G_free(days);
}

static struct table table_of(const struct options *options)
{
    struct table table = {0, NULL};

    if (maps_are_named(options)) {
        add_names(&table, options->of[OPTION_INPUT]->answers, options->of[OPTION_COHERENCE]->answers);
        add_dates(&table, dates_given(options, table.count));
        return table;
    }
    if (option_answer(options, OPTION_COHERENCE))
        G_fatal_error(_("With file= the coherence maps stand in the table: leave coherence= out"));
    for (char **path = options->of[OPTION_FILE]->answers; *path; path++)
        text_file_read(*path, add_line, &table);
    if (table.count == 0)
        G_fatal_error(_("file=%s lists no map"), option_answer(options, OPTION_FILE));
    return table;
}

static int day_of(int date)
{
    return calendar_day(date / 10000, date / 100 % 100, date % 100);
}

/* Two dates in a name such as 20180106_20180130. */
static bool days_of_name(const char *name, struct day_span *days)
{
    int date[2];

    if (dates_in_name(name, date, 2) != 2)
        return false;
    *days = (struct day_span){day_of(date[0]), day_of(date[1])};
    return true;
}

/* The dates of a map by itself, when it has two. */
static bool days_of_map(const struct dated_map *map, struct day_span *days)
{
    if (map->dated && map->days.first != map->days.last) {
        *days = map->days;
        return true;
    }
    return days_of_name(map->map.name, days);
}

static void find_days(struct series *phase, const struct table *table)
{
    for (int i = 0; i < table->count; i++) {
        struct dated_map *map = &phase->map[i];

        if (table->entry[i].dated)
            map->days = table->entry[i].days;
        else if (!days_of_map(map, &map->days))
            G_fatal_error(_("<%s> does not say its two dates: set its timestamp with r.timestamp, put them into its "
                            "name as in 20180106_20180130, or give dates=, or file= with lines of map and dates"),
                          map->map.full_name);
        map->dated = true;
        if (map->days.first >= map->days.last)
            G_fatal_error(_("<%s> has the dates %s: an interferogram has two, the earlier one first"),
                          map->map.full_name, days_text(map->days));
    }
}

/* Ends the module unless a coherence map that says its dates has those of its pair. */
static void check_coherence(const struct dated_map *phase, const struct dated_map *coherence)
{
    struct day_span days;

    if (days_of_map(coherence, &days) && (days.first != phase->days.first || days.last != phase->days.last))
        G_fatal_error(_("<%s> is of %s, but <%s>, to which it is given, is of %s: bring them into the same order"),
                      coherence->map.full_name, days_text(days), phase->map.full_name, days_text(phase->days));
}

static char **names_of(const struct table *table, bool coherence)
{
    char **names = G_calloc(table->count + 1, sizeof *names);

    for (int i = 0; i < table->count; i++)
        names[i] = coherence ? table->entry[i].coherence : table->entry[i].phase;
    return names;
}

/* All or none: what only some pairs have cannot be used. */
static void refuse_some(const struct table *table, int count, const char *what)
{
    if (count != 0 && count != table->count)
        G_fatal_error(_("Only %d of %d pairs have a %s: give it for all of them, or for none"), count, table->count,
                      what);
}

static void add_coherence(struct pair_stack *stack, const struct table *table)
{
    char **names = names_of(table, true);
    struct series coherence = series_of_names(names);

    for (int i = 0; i < stack->pairs; i++)
        check_coherence(&stack->phase.map[i], &coherence.map[i]);
    stack->all.map = G_realloc(stack->all.map, 2 * stack->pairs * sizeof *stack->all.map);
    memcpy(stack->all.map + stack->pairs, coherence.map, stack->pairs * sizeof *stack->all.map);
    stack->all.count = 2 * stack->pairs;
    series_free_part(&coherence);
    G_free(names);
}

static void make_network(struct pair_stack *stack)
{
    struct day_span *days = G_malloc(stack->pairs * sizeof *days);
    struct slide_error error;

    for (int i = 0; i < stack->pairs; i++)
        days[i] = stack->phase.map[i].days;
    fatal_unless_ok(network_make(days, stack->pairs, &stack->network, &error), &error);
    G_free(days);
}

static void take_baselines(struct pair_stack *stack, const struct table *table, int baselines)
{
    if (baselines == 0)
        return;
    stack->baseline = G_malloc(stack->pairs * sizeof *stack->baseline);
    for (int i = 0; i < stack->pairs; i++)
        stack->baseline[i] = table->entry[i].baseline;
}

struct pair_stack pair_stack_of(const struct options *options)
{
    const struct table table = table_of(options);
    struct pair_stack stack = {.pairs = table.count};
    char **names = names_of(&table, false);
    int coherences = 0, baselines = 0;

    for (int i = 0; i < table.count; i++) {
        coherences += table.entry[i].coherence != NULL;
        baselines += !isnan(table.entry[i].baseline);
    }
    refuse_some(&table, coherences, _("coherence map"));
    refuse_some(&table, baselines, _("baseline"));
    stack.all = series_of_names(names);
    find_days(&stack.all, &table);
    stack.phase = (struct series){stack.pairs, stack.all.map};
    stack.coherent = coherences > 0;
    if (stack.coherent)
        add_coherence(&stack, &table);
    stack.phase.map = stack.all.map;
    take_baselines(&stack, &table, baselines);
    make_network(&stack);
    G_free(names);
    G_free(table.entry);
    return stack;
}

void pair_stack_free(struct pair_stack *stack)
{
    series_free(&stack->all);
    G_free(stack->baseline);
    network_free(&stack->network);
}
