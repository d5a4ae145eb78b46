#define _GNU_SOURCE /* open_memstream */
#include "grass/vectors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <grass/gis.h>
#include <grass/dbmi.h>
#include <grass/vector.h>
#include <grass/spawn.h>
#include <grass/glocale.h>

#include "grass/interrupt.h"

struct vector_output {
    const char *name;
    size_t columns;
    struct Map_info map;
    struct field_info *table;
    dbDriver *driver;
    struct line_pnts *points;
    struct line_cats *cats;
};

/* The maps that a fatal error takes away, and the one whose table is open. */
static const char **guarded = NULL;
static int guarded_count = 0;
static struct vector_output *under_way = NULL;

static void close_driver(struct vector_output *output)
{
    if (output->driver)
        db_close_database_shutdown_driver(output->driver);
    output->driver = NULL;
}

static void remove_guarded(void *unused)
{
    const int count = guarded_count;

    (void)unused;
    guarded_count = 0;
    if (under_way)
        close_driver(under_way);
    for (int i = 0; i < count; i++)
        Vect_delete(guarded[i]);
}

static void guard(struct vector_output *output)
{
    if (!guarded)
        G_add_error_handler(remove_guarded, NULL);
    interrupt_defer();
    guarded = G_realloc(guarded, (guarded_count + 1) * sizeof *guarded);
    guarded[guarded_count++] = output->name;
    under_way = output;
}

void vectors_kept(void)
{
    guarded_count = 0;
}

static void execute(struct vector_output *output, const char *command)
{
    dbString sql;

    db_init_string(&sql);
    db_set_string(&sql, command);
    if (db_execute_immediate(output->driver, &sql) != DB_OK)
        G_fatal_error(_("The database <%s> refused for vector map <%s>: %s"), output->table->database, output->name,
                      command);
    db_free_string(&sql);
}

/* A command that grows; the stream fills `text`, so the struct must stay where it is. */
struct command {
    char *text;
    size_t size;
    FILE *stream;
};

static void command_begin(struct command *command)
{
    *command = (struct command){NULL, 0, NULL};
    command->stream = open_memstream(&command->text, &command->size);
    if (!command->stream)
        G_fatal_error(_("Not enough memory for a database command"));
}

static void command_execute(struct command *command, struct vector_output *output)
{
    fclose(command->stream);
    execute(output, command->text);
    free(command->text);
}

static void create_table(struct vector_output *output, const struct vector_column *columns)
{
    struct command command;

    command_begin(&command);
    fprintf(command.stream, "CREATE TABLE %s (cat INTEGER", output->table->table);
    for (size_t i = 0; i < output->columns; i++)
        fprintf(command.stream, ", %s %s", columns[i].name, columns[i].is_integer ? "INTEGER" : "DOUBLE PRECISION");
    fputc(')', command.stream);
    output->driver =
        db_start_driver_open_database(output->table->driver, Vect_subst_var(output->table->database, &output->map));
    if (!output->driver)
        G_fatal_error(_("Cannot open database <%s> with driver <%s> for vector map <%s>"), output->table->database,
                      output->table->driver, output->name);
    db_set_error_handler_driver(output->driver);
    command_execute(&command, output);
    if (db_create_index2(output->driver, output->table->table, GV_KEY_COLUMN) != DB_OK)
        G_warning(_("No index on the table of vector map <%s>"), output->name);
    db_grant_on_table(output->driver, output->table->table, DB_PRIV_SELECT, DB_GROUP | DB_PUBLIC);
    db_begin_transaction(output->driver);
}

static struct vector_output *output_new(const char *name, size_t columns)
{
    struct vector_output *output = G_calloc(1, sizeof *output);

    output->name = name;
    output->columns = columns;
    output->points = Vect_new_line_struct();
    output->cats = Vect_new_cats_struct();
    return output;
}

struct vector_output *vector_begin(const char *name, const struct vector_column *columns, size_t count)
{
    struct vector_output *output = output_new(name, count);

    if (Vect_open_new(&output->map, name, WITHOUT_Z) < 0)
        G_fatal_error(_("Cannot create vector map <%s>"), name);
    guard(output);
    Vect_hist_command(&output->map);
    output->table = Vect_default_field_info(&output->map, 1, NULL, GV_1TABLE);
    Vect_map_add_dblink(&output->map, 1, NULL, output->table->table, GV_KEY_COLUMN, output->table->database,
                        output->table->driver);
    create_table(output, columns);
    return output;
}

static void write_feature(struct vector_output *output, int type, int cat)
{
    Vect_reset_cats(output->cats);
    Vect_cat_set(output->cats, 1, cat);
    Vect_write_line(&output->map, type, output->points, output->cats);
}

void vector_add_line(struct vector_output *output, int cat, const double *east, const double *north, size_t points)
{
    Vect_copy_xyz_to_pnts(output->points, east, north, NULL, (int)points);
    write_feature(output, GV_LINE, cat);
}

void vector_add_point(struct vector_output *output, int cat, double east, double north)
{
    Vect_reset_line(output->points);
    Vect_append_point(output->points, east, north, 0.);
    write_feature(output, GV_POINT, cat);
}

static void write_sides(struct vector_output *output, const struct vector_box *box)
{
    const double east[5] = {box->west, box->east, box->east, box->west, box->west};
    const double north[5] = {box->north, box->north, box->south, box->south, box->north};

    Vect_reset_cats(output->cats);
    Vect_copy_xyz_to_pnts(output->points, east, north, NULL, 5);
    Vect_write_line(&output->map, GV_BOUNDARY, output->points, output->cats);
}

/* a centroid with the categories of all boxes that its area lies in; gaps among boxes are in none */
static void write_centroid(struct vector_output *output, const double place[2], const struct vector_box *box,
                           size_t count)
{
    Vect_reset_cats(output->cats);
    for (size_t i = 0; i < count; i++)
        if (place[0] > box[i].west && place[0] < box[i].east && place[1] > box[i].south && place[1] < box[i].north)
            Vect_cat_set(output->cats, 1, (int)i + 1);
    if (output->cats->n_cats == 0)
        return;
    Vect_reset_line(output->points);
    Vect_append_point(output->points, place[0], place[1], 0.);
    Vect_write_line(&output->map, GV_CENTROID, output->points, output->cats);
}

void vector_add_boxes(struct vector_output *output, const struct vector_box *box, size_t count)
{
    double(*place)[2];
    int areas;

    for (size_t i = 0; i < count; i++)
        write_sides(output, &box[i]);
    Vect_build_partial(&output->map, GV_BUILD_BASE);
    Vect_break_lines(&output->map, GV_BOUNDARY, NULL);
    Vect_remove_duplicates(&output->map, GV_BOUNDARY, NULL);
    Vect_build_partial(&output->map, GV_BUILD_ATTACH_ISLES);
    areas = (int)Vect_get_num_areas(&output->map);
    place = G_malloc((areas + 1) * sizeof *place);
    for (int area = 1; area <= areas; area++)
        if (!Vect_area_alive(&output->map, area) ||
            Vect_get_point_in_area(&output->map, area, &place[area][0], &place[area][1]) < 0)
            place[area][0] = place[area][1] = NAN;
    for (int area = 1; area <= areas; area++)
        write_centroid(output, place[area], box, count);
    Vect_build_partial(&output->map, GV_BUILD_NONE);
    G_free(place);
}

void vector_add_row(struct vector_output *output, int cat, const double *value)
{
    struct command command;

    interrupt_check();
    command_begin(&command);
    fprintf(command.stream, "INSERT INTO %s VALUES (%d", output->table->table, cat);
    for (size_t i = 0; i < output->columns; i++)
        if (isfinite(value[i]))
            fprintf(command.stream, ", %.10g", value[i]);
        else
            fputs(", NULL", command.stream);
    fputc(')', command.stream);
    command_execute(&command, output);
}

static void close_table(struct vector_output *output)
{
    db_commit_transaction(output->driver);
    close_driver(output);
}

static void output_free(struct vector_output *output)
{
    Vect_destroy_line_struct(output->points);
    Vect_destroy_cats_struct(output->cats);
    G_free(output);
}

void vector_finish(struct vector_output *output, const char *title)
{
    close_table(output);
    Vect_set_map_name(&output->map, title);
    if (!Vect_build(&output->map))
        G_fatal_error(_("Cannot build the topology of vector map <%s>"), output->name);
    Vect_close(&output->map);
    interrupt_check();
    under_way = NULL;
    output_free(output);
}

void vector_from_categories(const char *raster, const char *name, const char *title,
                            const struct vector_column *columns, size_t count, const double *value, size_t rows)
{
    struct vector_output *output = output_new(name, count);
    char *from = NULL, *to = NULL;

    G_asprintf(&from, "input=%s", raster);
    G_asprintf(&to, "output=%s", name);
    guard(output);
    if (G_spawn("r.to.vect", "r.to.vect", "-v", "-t", "--quiet", "--overwrite", "type=area", from, to, NULL) != 0)
        G_fatal_error(_("r.to.vect could not make vector map <%s>"), name);
    if (Vect_open_update(&output->map, name, G_mapset()) < 0)
        G_fatal_error(_("Cannot open vector map <%s> to give it a table"), name);
    Vect_hist_command(&output->map);
    output->table = Vect_default_field_info(&output->map, 1, NULL, GV_1TABLE);
    Vect_map_add_dblink(&output->map, 1, NULL, output->table->table, GV_KEY_COLUMN, output->table->database,
                        output->table->driver);
    create_table(output, columns);
    for (size_t row = 0; row < rows; row++)
        vector_add_row(output, (int)row + 1, value + row * count);
    G_free(from);
    G_free(to);
    vector_finish(output, title);
}
