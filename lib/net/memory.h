/** The memory of libtorch's large arrays on the CPU, kept from one step of training to the next. */
#ifndef SLIDE_NET_MEMORY_H
#define SLIDE_NET_MEMORY_H

namespace slide
{

/**
 * From now on blocks that libtorch gives back serve its next requests of about their size: asking the system for fresh
 * pages takes longer than most layers work on them. What is kept and what is in use together never exceed the most that
 * was in use at one time.
 */
void keep_memory();

/** Gives what is kept and not in use back to the system. */
void release_memory();

} // namespace slide

#endif
