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
