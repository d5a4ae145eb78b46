/** The part of product.h that reads names. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "radar/displacement.h"
#include "radar/product.h"
#include "radar/product_take.h"

enum { MOST_TOKENS = 64, TOKEN = 64 };

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                     "jul", "aug", "sep", "oct", "nov", "dec"};

/* The number that `count` digits make; -1 where one of them is no digit. */
static int digits(const char *text, int count)
{
    int number = 0;

    for (int i = 0; i < count; i++) {
        if (!isdigit((unsigned char)text[i]))
            return -1;
        number = 10 * number + text[i] - '0';
    }
    return number;
}

static int month_of(const char *text)
{
    for (int month = 0; month < 12; month++)
        if (strncasecmp(text, months[month], 3) == 0)
            return month + 1;
    return -1;
}

int product_date(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    if (year < 1978 || year > 2099 || month < 1 || month > 12 || day < 1)
        return 0;
    if (day > days[month - 1] + (month == 2 && leap))
        return 0;
    return year * 10000 + month * 100 + day;
}

/* A form of date at the text's beginning: its length, or 0. */
static int date_at(const char *text, int *date)
{
    static const char *const forms[] = {"yyyymmdd", "yyyy-mm-dd", "ddMMMyyyy", "dd-MMM-yyyy"};

    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const char *form = forms[i], *y = strchr(form, 'y'), *d = strchr(form, 'd');
        const char *m = strchr(form, 'm'), *named = strchr(form, 'M');
        const size_t length = strlen(form);

        if (strnlen(text, length) < length || isdigit((unsigned char)text[length]))
            continue;
        if (strchr(form, '-') && text[strchr(form, '-') - form] != '-')
            continue;
        if (strrchr(form, '-') && text[strrchr(form, '-') - form] != '-')
            continue;
        *date = product_date(digits(text + (y - form), 4),
                             m ? digits(text + (m - form), 2) : month_of(text + (named - form)),
                             digits(text + (d - form), 2));
        if (*date)
            return (int)length;
    }
    return 0;
}

size_t dates_in_name(const char *name, int *date, size_t most)
{
    size_t count = 0;

    for (const char *text = name; *text;) {
        const int begins = text == name || !isdigit((unsigned char)text[-1]);
        int found = 0, known = 0;
        const int length = begins ? date_at(text, &found) : 0;

        for (size_t i = 0; i < count && i < most; i++)
            known |= date[i] == found;
        if (length > 0 && !known) {
            if (count < most)
                date[count] = found;
            count++;
        }
        text += length > 0 ? length : 1;
    }
    return count;
}

/* The name's words, in lower case, parted by anything but letters and digits. */
struct words {
    char word[MOST_TOKENS][TOKEN];
    int count;
};

static struct words words_of(const char *name)
{
    struct words words = {.count = 0};

    while (*name && words.count < MOST_TOKENS) {
        size_t length = 0;

        while (*name && !isalnum((unsigned char)*name))
            name++;
        for (; isalnum((unsigned char)*name); name++)
            if (length < TOKEN - 1)
                words.word[words.count][length++] = (char)tolower((unsigned char)*name);
        words.word[words.count][length] = '\0';
        words.count += length > 0;
    }
    return words;
}

/* Whether the word is there, directly before `next` unless that is NULL. */
static int has(const struct words *words, const char *word, const char *next)
{
    for (int i = 0; i < words->count; i++)
        if (strcmp(words->word[i], word) == 0 &&
            (!next || (i + 1 < words->count && strcmp(words->word[i + 1], next) == 0)))
            return 1;
    return 0;
}

/* The first row whose words are in the name counts. */
struct rule {
    const char *word, *next, *means;
};

static const struct rule contents[] = {
    {"conn", "comp", "components"},
    {"connectedcomponents", NULL, "components"},
    {"unw", NULL, "phase_unwrapped"},
    {"unwrapped", NULL, "phase_unwrapped"},
    {"unwrappedphase", NULL, "phase_unwrapped"},
    {"unwrapphase", NULL, "phase_unwrapped"},
    {"coh", NULL, "coherence"},
    {"cc", NULL, "coherence"},
    {"cor", NULL, "coherence"},
    {"corr", NULL, "coherence"},
    {"coherence", NULL, "coherence"},
    {"coherencemagnitude", NULL, "coherence"},
    {"wrapped", NULL, "phase_wrapped"},
    {"diff", "pha", "phase_wrapped"},
    {"los", "disp", "los"},
    {"vert", "disp", "vertical"},
    {"lv", "theta", "look_elevation"},
    {"lv", "phi", "look_orientation"},
    {"inc", "map", "incidence"},
    {"incidenceangle", NULL, "incidence"},
    {"azimuthangle", NULL, "azimuth"},
    {"amp", NULL, "amplitude"},
    {"amplitude", NULL, "amplitude"},
    {NULL, NULL, NULL},
};

static const struct rule producers[] = {
    {"s1", "gunw", "aria"},        {"geo", "unw", "licsar"}, {"geo", "cc", "licsar"}, {"geo", "diff", "licsar"},
    {"int20", NULL, "hyp3"},       {"int40", NULL, "hyp3"},  {"int80", NULL, "hyp3"}, {"phase", "ifg", "snap"},
    {"filt", "topophase", "isce"}, {"filt", "fine", "isce"}, {NULL, NULL, NULL},
};

/* Names that only Sentinel-1 products carry. */
static const struct rule sentinels[] = {
    {"s1", "gunw", "sentinel1"}, {"s1a", "iw", "sentinel1"},  {"s1b", "iw", "sentinel1"},  {"s1c", "iw", "sentinel1"},
    {"s1aa", NULL, "sentinel1"}, {"s1ab", NULL, "sentinel1"}, {"s1ba", NULL, "sentinel1"}, {"s1bb", NULL, "sentinel1"},
    {"geo", "unw", "sentinel1"}, {"geo", "cc", "sentinel1"},  {NULL, NULL, NULL},
};

static const char *first_rule(const struct rule *rules, const struct words *words)
{
    while (rules->word && !has(words, rules->word, rules->next))
        rules++;
    return rules->means;
}

static void take_dates(struct product *product, const char *name, const char *where)
{
    enum { MOST = 8 };
    int date[MOST];
    const size_t count = dates_in_name(name, date, MOST);

    if (count > 2) {
        product_conflict(product, "%s has %zu dates: none of them was taken", where, count);
        return;
    }
    /* a name that has both knows their order better than what gave one of them */
    if (count == 2 && product->date[0] && !product->date[1] &&
        (date[0] == product->date[0] || date[1] == product->date[0]))
        product->date[0] = 0;
    for (size_t i = 0; i < count; i++)
        product_take_date(product, date[i], where);
}

static void take_words(struct product *product, const char *name, const char *where)
{
    const struct words words = words_of(name);
    const char *sensor = first_rule(sentinels, &words);
    char carrier[PRODUCT_WHERE];

    product_take_text(&product->content, first_rule(contents, &words), where);
    product_take_text(&product->producer, first_rule(producers, &words), where);
    if (sensor && isnan(product->wavelength.value)) {
        snprintf(carrier, sizeof carrier, "carrier of Sentinel-1, after %.200s", where);
        product_take_number(product, &product->wavelength, radar_wavelength(radar_sensor_find(sensor)), carrier);
    }
}

void product_take_name(struct product *product, const char *name, const char *where)
{
    char both[PRODUCT_WHERE];

    snprintf(both, sizeof both, "%s %s", where, name);
    take_dates(product, name, both);
    take_words(product, name, both);
}

void product_take_folder(struct product *product, const char *name)
{
    char where[PRODUCT_WHERE];

    snprintf(where, sizeof where, "folder name %s", name);
    if (!product->date[0])
        take_dates(product, name, where);
    take_words(product, name, where);
}
