/** What the plugin throws: a status and a sentence for the user; and what to make of libtorch's own exceptions. */
#ifndef SLIDE_NET_FAILURE_H
#define SLIDE_NET_FAILURE_H

#include <stdexcept>
#include <string>

#include <c10/util/Exception.h>

#include "base/status.h"

namespace slide
{

class Failure : public std::runtime_error
{
  public:
    Failure(slide_status given, const std::string &sentence) : std::runtime_error(sentence), status(given)
    {
    }
    slide_status status;
};

inline bool tells_of_memory(const std::string &text)
{
    for (const char *phrase :
         {"out of memory", "can't allocate memory", "not enough memory", "could not allocate", "STATUS_ALLOC_FAILED"})
        if (text.find(phrase) != std::string::npos)
            return true;
    return false;
}

inline std::string first_line(const std::string &text)
{
    return text.substr(0, text.find('\n'));
}

inline std::string last_line(const std::string &text)
{
    const size_t end = text.find_last_not_of('\n') + 1;

    return text.substr(0, end).substr(text.substr(0, end).rfind('\n') + 1);
}

/** Runs read(), which decodes bytes; what libtorch cannot make out becomes "<what> cannot be read: ...". */
template <class Read> auto decoded(const std::string &what, Read read)
{
    try {
        return read();
    } catch (const c10::Error &error) {
        if (tells_of_memory(error.what_without_backtrace()))
            throw;
        throw Failure(SLIDE_BAD_INPUT, what + " cannot be read, whole and of the right kind (" +
                                           first_line(error.what_without_backtrace()) + ").");
    }
}

} // namespace slide

#endif
