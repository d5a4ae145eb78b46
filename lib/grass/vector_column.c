#include "grass/vector_column.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <grass/gis.h>
#include <grass/dbmi.h>
#include <grass/vector.h>
#include <grass/glocale.h>

#define MOST_LETTERS 63 /* of a column's name */

/* the table of a layer, open */
struct table {
    struct field_info *info;
    dbDriver *driver;
};

static void table_open(const struct vector_target *target, struct table *table)
{
    const char *mapset = G_find_vector2(target->map, "");
    struct Map_info map;

    if (!mapset)
        G_fatal_error(_("Vector map <%s> not found"), target->map);
    if (strcmp(mapset, G_mapset()) != 0)
        G_fatal_error(_("Vector map <%s> is in mapset <%s>: its table can be changed there only. Copy it with g.copy."),
                      target->map, mapset);
    Vect_set_open_level(1);
    if (Vect_open_old2(&map, target->map, mapset, "1") < 1)
        G_fatal_error(_("Vector map <%s> cannot be opened"), target->map);
    table->info = Vect_get_field(&map, target->layer);
    if (!table->info)
        G_fatal_error(_("Vector map <%s> has no attribute table at layer %d. Make one with v.db.addtable."),
                      target->map, target->layer);
    table->driver = db_start_driver_open_database(table->info->driver, Vect_subst_var(table->info->database, &map));
    if (!table->driver)
        G_fatal_error(_("Cannot open database <%s> with driver <%s> for vector map <%s>"), table->info->database,
                      table->info->driver, target->map);
    db_set_error_handler_driver(table->driver);
    Vect_close(&map);
}

static void table_close(struct table *table)
{
    db_close_database_shutdown_driver(table->driver);
}

/* the C type of the column, -1 where there is none */
static int type_of_column(const struct vector_target *target, const struct table *table)
{
    int type = -1;
    dbTable *description;
    dbString name;

    db_init_string(&name);
    db_set_string(&name, table->info->table);
    if (db_describe_table(table->driver, &name, &description) != DB_OK)
        G_fatal_error(_("The table <%s> of vector map <%s> cannot be read"), table->info->table, target->map);
    for (int i = 0; i < db_get_table_number_of_columns(description); i++) {
        dbColumn *column = db_get_table_column(description, i);

        if (G_strcasecmp(db_get_column_name(column), target->column) == 0)
            type = db_sqltype_to_Ctype(db_get_column_sqltype(column));
    }
    db_free_table(description);
    db_free_string(&name);
    return type;
}

static int is_identifier(const char *name)
{
    if (!isalpha((unsigned char)*name) || strlen(name) > MOST_LETTERS)
        return 0;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && *name != '_')
            return 0;
    return 1;
}

void vector_column_check(const struct vector_target *target)
{
    struct table table;
    int type;

    if (G_strcasecmp(target->column, GV_KEY_COLUMN) == 0 || !is_identifier(target->column))
        G_fatal_error(_("column=%s is no name for a column of numbers"), target->column);
    table_open(target, &table);
    type = type_of_column(target, &table);
    table_close(&table);
    if (type != -1 && type != DB_C_TYPE_DOUBLE)
        G_fatal_error(_("Column <%s> of vector map <%s> holds no real numbers. Give another name."), target->column,
                      target->map);
    if (type != -1 && !G_get_overwrite())
        G_fatal_error(_("Vector map <%s> has a column <%s> already: give another name, or --overwrite"), target->map,
                      target->column);
}

static void execute(const struct vector_target *target, struct table *table, const char *command)
{
    dbString sql;

    db_init_string(&sql);
    db_set_string(&sql, command);
    if (db_execute_immediate(table->driver, &sql) != DB_OK)
        G_fatal_error(_("The database <%s> refused for vector map <%s>: %s"), table->info->database, target->map,
                      command);
    db_free_string(&sql);
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

static void set_rows(const struct vector_target *target, struct table *table, const int *category, const float *value,
                     size_t count)
{
    char number[40], command[400];

    for (size_t i = 0; i < count; i++) {
        snprintf(number, sizeof number, isnan(value[i]) ? "NULL" : "%.9g", value[i]);
        snprintf(command, sizeof command, "UPDATE %.120s SET %.80s = %s WHERE %.80s = %d", table->info->table,
                 target->column, number, table->info->key, category[i]);
        execute(target, table, command);
    }
}

static size_t rows_present(const struct table *table, const int *category, size_t count)
{
    int *present;
    const int rows = db_select_int(table->driver, table->info->table, table->info->key, NULL, &present);
    size_t found = 0;

    if (rows <= 0)
        return 0;
    qsort(present, (size_t)rows, sizeof *present, by_number);
    for (size_t i = 0; i < count; i++)
        found += bsearch(&category[i], present, (size_t)rows, sizeof *present, by_number) != NULL;
    G_free(present);
    return found;
}

static void add_column(const struct vector_target *target, struct table *table)
{
    char command[300];

    snprintf(command, sizeof command, "ALTER TABLE %.120s ADD COLUMN %.80s DOUBLE PRECISION", table->info->table,
             target->column);
    execute(target, table, command);
}

size_t vector_column_write(const struct vector_target *target, const int *category, const float *value, size_t count)
{
    struct table table;
    size_t found;

    table_open(target, &table);
    found = rows_present(&table, category, count);
    if (found == 0)
        G_fatal_error(_("None of the %zu units is a category of vector map <%s> at layer %d: its areas must carry the "
                        "units' numbers, as those of r.to.vect -v do"),
                      count, target->map, target->layer);
    const int is_new = type_of_column(target, &table) == -1;

    db_begin_transaction(table.driver); /* without its end the table stays as it was */
    if (is_new)
        add_column(target, &table);
    set_rows(target, &table, category, value, count);
    if (db_commit_transaction(table.driver) != DB_OK)
        G_fatal_error(_("The database <%s> did not take column <%s> of vector map <%s>: is the disk full?"),
                      table.info->database, target->column, target->map);
    table_close(&table);
    return found;
}
