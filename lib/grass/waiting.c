#include "grass/waiting.h"

#include <stdlib.h>
#include <unistd.h>

void wait_asleep(char *argv[])
{
    if (getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT"))
        return;
    if (setenv("OMP_WAIT_POLICY", "passive", 1) == 0)
        (void)execv("/proc/self/exe", argv); /* where it fails, threads wait as they would have */
}
