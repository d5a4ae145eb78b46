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

static void handle(void (*handler)(int))
{
    const struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};

    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
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
