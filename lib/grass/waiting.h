/** How the threads of a module wait for each other. */
#ifndef SLIDE_GRASS_WAITING_H
#define SLIDE_GRASS_WAITING_H

/**
 * Lets idle threads sleep instead of spin: the first call of main(). Spinning threads take the processor from those
 * that they wait for wherever a machine has other work to do; boosting, which waits some thousand times a second, was
 * seen to take 6 to 40 times as long. The OpenMP library reads OMP_WAIT_POLICY before main() begins, so the program
 * starts itself once more with it set; it does nothing where the user has set OMP_WAIT_POLICY or GOMP_SPINCOUNT, or
 * where starting anew fails.
 */
void wait_asleep(char *argv[]);

#endif
