/** Interruptions while maps appear: put off until what has appeared can be taken away again. */
#ifndef SLIDE_GRASS_INTERRUPT_H
#define SLIDE_GRASS_INTERRUPT_H

/**
 * From now on SIGINT, SIGTERM and SIGHUP are only noted, unless they are ignored; a database driver that dies, or a
 * file that outgrows its limit, is an error.
 */
void interrupt_defer(void);

/** Signals end the module at once again. */
void interrupt_resume(void);

/** Whether the module was interrupted meanwhile. */
int interrupt_seen(void);

/** Ends the module with a fatal error if it was interrupted meanwhile. */
void interrupt_check(void);

#endif
