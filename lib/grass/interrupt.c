#include "grass/interrupt.h"

#include <signal.h>
#include <stddef.h>

#include <grass/gis.h>
#include <grass/glocale.h>

static volatile sig_atomic_t interrupted = 0;

static void note(int number)
{
    interrupted = number;
}

/* what nohup or a shell in the background ignores stays ignored */
static void handle(void (*handler)(int))
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
    const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    struct sigaction before;

    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        if (sigaction(signals[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
}

void interrupt_defer(void)
{
    handle(note);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

void interrupt_resume(void)
{
    handle(SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
}

int interrupt_seen(void)
{
    return interrupted != 0;
}

void interrupt_check(void)
{
    if (interrupt_seen())
        G_fatal_error(_("Interrupted: no map is left"));
}
