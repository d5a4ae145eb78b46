#include "net_watch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <grass/gis.h>
#include <grass/glocale.h>

#include "base/whole_file.h"
#include "grass/fatal.h"

static void read_state(struct net_watch *watch)
{
    FILE *file = fopen(watch->path, "rb");
    long size = -1;

    if (!file) {
        G_important_message(_("There is no checkpoint '%s': training begins anew"), watch->path);
        return;
    }
    if (fseek(file, 0, SEEK_END) == 0)
        size = ftell(file);
    rewind(file);
    if (size < 0)
        G_fatal_error(_("Checkpoint '%s' cannot be read"), watch->path);
    watch->size = (size_t)size;
    watch->state = G_malloc(watch->size + 1);
    if (fread(watch->state, 1, watch->size, file) != watch->size)
        G_fatal_error(_("Checkpoint '%s' cannot be read"), watch->path);
    fclose(file);
    G_message(_("Going on from checkpoint '%s'"), watch->path);
}

void net_watch_begin(const char *model_path, const char *kind, size_t member, size_t members, bool resume,
                     struct net_watch *watch)
{
    *watch = (struct net_watch){.member = member, .members = members};
    if (members > 1)
        G_asprintf(&watch->path, "%s.%s_%zu", model_path, kind, member + 1);
    else
        G_asprintf(&watch->path, "%s.%s", model_path, kind);
    if (resume)
        read_state(watch);
    else if (access(watch->path, F_OK) == 0)
        G_warning(_("There is a checkpoint '%s' of an interrupted training: it is begun anew, flag -r would go on"),
                  watch->path);
}

/* such as "2 h 05 min" */
static void write_time(double seconds, char *text, size_t size)
{
    const long minutes = lround(seconds / 60.);

    if (seconds < 90.)
        snprintf(text, size, _("%.0f s"), seconds);
    else if (minutes < 90)
        snprintf(text, size, _("%ld min"), minutes);
    else
        snprintf(text, size, _("%ld h %02ld min"), minutes / 60, minutes % 60);
}

static void tell_progress(void *watcher, const struct trainer_progress *progress)
{
    const struct net_watch *watch = watcher;
    const size_t one = progress->epochs * progress->batches;

    G_percent((long)(watch->member * one + progress->epoch * progress->batches + progress->batch),
              (long)(watch->members * one), 1);
}

static enum slide_status keep_epoch(void *watcher, const struct trainer_progress *progress,
                                    const struct trainer_epoch *epoch, const char *state, size_t size,
                                    struct slide_error *error)
{
    const struct net_watch *watch = watcher;
    char left[40];

    write_time(progress->seconds_left, left, sizeof left);
    if (isnan(epoch->held_out))
        G_message(_("Epoch %zu of at most %zu: loss %.5f, rate %g, %.1f s; best is epoch %zu; at most %s left"),
                  progress->epoch + 1, progress->epochs, epoch->training, epoch->rate, epoch->seconds,
                  progress->best + 1, left);
    else
        G_message(_("Epoch %zu of at most %zu: loss %.5f, held out %.5f, rate %g, %.1f s; best is epoch %zu; at most "
                    "%s left"),
                  progress->epoch + 1, progress->epochs, epoch->training, epoch->held_out, epoch->rate, epoch->seconds,
                  progress->best + 1, left);
    return whole_file_write(watch->path, state, size, error);
}

void net_watch_trainer(struct net_watch *watch, struct trainer *trainer)
{
    trainer->watcher = watch;
    trainer->watch = tell_progress;
    trainer->keep = keep_epoch;
}

void net_watch_check(const struct net_watch *watch, enum slide_status status, const struct slide_error *error)
{
    if (status == SLIDE_BAD_INPUT && watch->state)
        G_fatal_error(_("Checkpoint '%s' is of no use: %s. Remove it, or train without flag -r."), watch->path,
                      error->text);
    fatal_unless_ok(status, error);
}

void net_watch_remove(const struct net_watch *watch)
{
    unlink(watch->path);
}

void net_watch_free(struct net_watch *watch)
{
    G_free(watch->path);
    G_free(watch->state);
    *watch = (struct net_watch){0};
}
