#include "grass/listing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <grass/gis.h>

#include "base/whole_file.h"

const char *const listing_file_types = ".csv, .json or .txt";

struct listing *listings_add(struct listings *listings, const char *name, const char *title)
{
    struct listing *listing;

    listings->listing = G_realloc(listings->listing, (listings->count + 1) * sizeof *listings->listing);
    listing = &listings->listing[listings->count++];
    *listing = (struct listing){.name = G_store(name), .title = G_store(title)};
    return listing;
}

void listing_add_column(struct listing *listing, const char *name)
{
    listing->column = G_realloc(listing->column, (listing->columns + 1) * sizeof *listing->column);
    listing->column[listing->columns++] = G_store(name);
}

static void add_cell(struct listing *listing, struct listing_cell cell)
{
    listing->cell = G_realloc(listing->cell, (listing->cells + 1) * sizeof *listing->cell);
    listing->cell[listing->cells++] = cell;
}

void listing_add_text(struct listing *listing, const char *text)
{
    add_cell(listing, (struct listing_cell){.text = G_store(text)});
}

void listing_add_number(struct listing *listing, double number)
{
    add_cell(listing, (struct listing_cell){.number = number});
}

void listing_add_count(struct listing *listing, size_t count)
{
    add_cell(listing, (struct listing_cell){.number = (double)count, .whole = true});
}

/* a number as text, in a buffer that holds any */
enum { NUMBER_SIZE = 40 };

static const char *cell_text(const struct listing_cell *cell, int digits, const char *unknown, char *buffer)
{
    if (cell->text)
        return cell->text;
    if (isnan(cell->number))
        return unknown;
    snprintf(buffer, NUMBER_SIZE, "%.*g", digits, cell->number);
    return buffer;
}

static bool column_is_known(const struct listing *listing, size_t column)
{
    for (size_t i = column; i < listing->cells; i += listing->columns)
        if (listing->cell[i].text || !isnan(listing->cell[i].number))
            return true;
    return false;
}

static int column_width(const struct listing *listing, size_t column)
{
    size_t width = strlen(listing->column[column]);
    char buffer[NUMBER_SIZE];

    for (size_t i = column; i < listing->cells; i += listing->columns) {
        const size_t length = strlen(cell_text(&listing->cell[i], 6, "-", buffer));

        width = length > width ? length : width;
    }
    return (int)width;
}

/* columns that nothing is known of have a width of 0 */
static void print_cell(FILE *file, const struct listing *listing, size_t column, const char *text, int width)
{
    if (width != 0)
        fprintf(file, "%s%*s", column > 0 ? "  " : "", width, text);
    if (column + 1 == listing->columns)
        fputc('\n', file);
}

static void print_listing(FILE *file, const struct listing *listing)
{
    if (listing->columns == 0)
        return;

    int *width = G_calloc(listing->columns + 1, sizeof *width);
    char buffer[NUMBER_SIZE];

    fprintf(file, "\n%s\n", listing->title);
    for (size_t i = 0; i < listing->columns; i++) {
        const bool left = listing->cells > i && listing->cell[i].text;

        if (column_is_known(listing, i))
            width[i] = column_width(listing, i) * (left ? -1 : 1);
        print_cell(file, listing, i, listing->column[i], width[i]);
    }
    for (size_t i = 0; i < listing->cells; i++) {
        const size_t column = i % listing->columns;

        print_cell(file, listing, column, cell_text(&listing->cell[i], 6, "-", buffer), width[column]);
    }
    G_free(width);
}

void listings_print(FILE *file, const struct listings *listings)
{
    for (size_t i = 0; i < listings->count; i++)
        print_listing(file, &listings->listing[i]);
}

static json_t *cell_to_json(const struct listing_cell *cell)
{
    if (cell->text)
        return json_string(cell->text);
    if (cell->whole)
        return json_integer((json_int_t)cell->number);
    return isfinite(cell->number) ? json_real(cell->number) : json_null();
}

void listings_add_json(json_t *object, const struct listings *listings)
{
    for (size_t i = 0; i < listings->count; i++) {
        const struct listing *listing = &listings->listing[i];
        json_t *rows = json_array(), *row = NULL;

        for (size_t k = 0; k < listing->cells; k++) {
            if (k % listing->columns == 0) {
                row = json_object();
                json_array_append_new(rows, row);
            }
            json_object_set_new(row, listing->column[k % listing->columns], cell_to_json(&listing->cell[k]));
        }
        json_object_set_new(object, listing->name, rows);
    }
}

static void print_json(FILE *file, const struct listings *listings)
{
    json_t *object = json_object();

    listings_add_json(object, listings);
    json_dumpf(object, file, JSON_INDENT(2));
    fputc('\n', file);
    json_decref(object);
}

/* quoted where CSV needs it (RFC 4180) */
static void print_field(FILE *file, const char *text)
{
    if (!strpbrk(text, ",\"\n\r")) {
        fputs(text, file);
        return;
    }
    fputc('"', file);
    for (; *text; text++) {
        if (*text == '"')
            fputc('"', file);
        fputc(*text, file);
    }
    fputc('"', file);
}

static size_t column_find(const struct listing *listing, const char *name)
{
    size_t column = 0;

    while (column < listing->columns && strcmp(listing->column[column], name) != 0)
        column++;
    return column;
}

/* the columns of all tables, each once; free with G_free */
static const char **all_columns(const struct listings *listings, size_t *count)
{
    const char **names = NULL;

    *count = 0;
    for (size_t i = 0; i < listings->count; i++)
        for (size_t k = 0; k < listings->listing[i].columns; k++) {
            const char *name = listings->listing[i].column[k];
            size_t known = 0;

            while (known < *count && strcmp(names[known], name) != 0)
                known++;
            if (known < *count)
                continue;
            names = G_realloc(names, (*count + 1) * sizeof *names);
            names[(*count)++] = name;
        }
    return names;
}

static void print_csv_row(FILE *file, const struct listing *listing, size_t row, const char *const *names, size_t count)
{
    char buffer[NUMBER_SIZE];

    for (size_t i = 0; i < count; i++) {
        const size_t column = column_find(listing, names[i]);

        if (i > 0)
            fputc(',', file);
        if (column < listing->columns)
            print_field(file, cell_text(&listing->cell[row * listing->columns + column], 15, "", buffer));
    }
    fputs("\r\n", file);
}

static void print_csv(FILE *file, const struct listings *listings)
{
    size_t count;
    const char **names = all_columns(listings, &count);

    if (listings->count > 1)
        fputs("table,", file);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            fputc(',', file);
        print_field(file, names[i]);
    }
    fputs("\r\n", file);
    for (size_t i = 0; i < listings->count; i++)
        for (size_t row = 0; row * listings->listing[i].columns < listings->listing[i].cells; row++) {
            if (listings->count > 1)
                fprintf(file, "%s,", listings->listing[i].name);
            print_csv_row(file, &listings->listing[i], row, names, count);
        }
    G_free(names);
}

/* how a file is written, by its ending */
struct file_type {
    const char *ending;
    void (*print)(FILE *file, const struct listings *listings);
};
static const struct file_type file_types[] = {{".csv", print_csv}, {".json", print_json}, {".txt", listings_print}};

static const struct file_type *type_of(const char *path)
{
    const size_t length = strlen(path);

    for (size_t i = 0; i < sizeof file_types / sizeof *file_types; i++) {
        const size_t ending = strlen(file_types[i].ending);

        if (length > ending && strcasecmp(path + length - ending, file_types[i].ending) == 0)
            return &file_types[i];
    }
    return NULL;
}

enum slide_status listing_check_path(const char *path, struct slide_error *error)
{
    if (!type_of(path))
        return slide_fail(error, SLIDE_BAD_INPUT, "Cannot write a table as '%s': the name must end in %s.", path,
                          listing_file_types);
    return whole_file_check(path, error);
}

enum slide_status listings_write(const struct listings *listings, const char *path, struct slide_error *error)
{
    enum slide_status status = listing_check_path(path, error);
    char *bytes = NULL;
    size_t size = 0;
    FILE *file;

    if (status != SLIDE_OK)
        return status;
    file = open_memstream(&bytes, &size);
    if (!file)
        return slide_out_of_memory(error, 0., "a table");
    type_of(path)->print(file, listings);
    fclose(file);
    status = whole_file_write(path, bytes, size, error);
    free(bytes);
    return status;
}

static void listing_free(struct listing *listing)
{
    for (size_t i = 0; i < listing->columns; i++)
        G_free(listing->column[i]);
    for (size_t i = 0; i < listing->cells; i++)
        G_free(listing->cell[i].text);
    G_free(listing->name);
    G_free(listing->title);
    G_free(listing->column);
    G_free(listing->cell);
}

void listings_free(struct listings *listings)
{
    for (size_t i = 0; i < listings->count; i++)
        listing_free(&listings->listing[i]);
    G_free(listings->listing);
    *listings = (struct listings){0};
}
