#!/bin/sh
# Format, cppcheck and clang-tidy over all C sources, format and clang-tidy over the C++ ones, pyflakes over all Python;
# a warning is an error.
set -eu
cd "$(dirname "$0")/.."
topdir=$(grass --config path)
files=$(find lib r.slide.* testsuite \( -name '*.c' -o -name '*.h' \) -not -path '*/OBJ.*' | sort)
sources=$(echo "$files" | grep '\.c$')
cxx_sources=$(find lib r.slide.* testsuite -name '*.cpp' -not -path '*/OBJ.*' | sort)

echo "clang-format"
clang-format --dry-run -Werror $files $cxx_sources

echo "pyflakes"
find lib r.slide.* testsuite -name '*.py' -exec pyflakes3 {} +

echo "cppcheck"
cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
    --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches -Ilib -Itestsuite/event $sources

echo "clang-tidy"
clang-tidy --quiet --warnings-as-errors='*' $sources -- -std=gnu11 -fopenmp -D_GNU_SOURCE -DPACKAGE='"grassmods"' \
    -DPLUGIN='""' -DTORCHSCRIPT='""' -Ilib -Itestsuite/event -isystem "$topdir/include" \
    -isystem /usr/include/gdal -isystem /usr/include/postgresql 2>&1 |
    { ! grep -E 'warning:|error:'; }
clang-tidy --quiet --warnings-as-errors='*' $cxx_sources -- -std=c++17 -fopenmp -Ilib -Itestsuite/c \
    -isystem /usr/include/torch/csrc/api/include 2>&1 | { ! grep -E 'warning:|error:'; }
echo "lint: clean"
