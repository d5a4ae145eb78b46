/** What the plugin throws: a status and a sentence for the user. */
#ifndef SLIDE_NET_FAILURE_H
#define SLIDE_NET_FAILURE_H

#include <stdexcept>
#include <string>

#include "base/status.h"

namespace slide
{

class Failure : public std::runtime_error
{
  public:
    Failure(slide_status status, const std::string &sentence) : std::runtime_error(sentence), status(status)
    {
    }
    slide_status status;
};

} // namespace slide

#endif
