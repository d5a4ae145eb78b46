#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

enum slide_status slide_fail(struct slide_error *error, enum slide_status status, const char *format, ...)
{
    if (error) {
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(error->text, sizeof error->text, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum slide_status slide_out_of_memory(struct slide_error *error, double bytes, const char *what)
{
    return slide_fail(error, SLIDE_OUT_OF_MEMORY,
                      "Not enough memory for %s: %.0f MB are needed. Use a smaller or coarser region.", what,
                      bytes / 1e6);
}
