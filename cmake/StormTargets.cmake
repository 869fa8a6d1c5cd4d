# How every target of this project is compiled: one set of flags, one precompiled header.

add_library(storm_flags INTERFACE)
target_include_directories(storm_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(storm_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # g++ 12 sees overflows inside std::string where there are none (GCC bugs 105329 and 105651). The
  # sanitized build sees the real ones.
  target_compile_options(storm_flags INTERFACE -Wno-stringop-overflow -Wno-restrict
                         -Wno-array-bounds)
endif()
# Third-party headers are not ours to warn about.
target_link_libraries(storm_flags INTERFACE Boost::boost Threads::Threads)
target_compile_definitions(storm_flags INTERFACE
  BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_ARRAY)
if(STORM_SANITIZE)
  target_compile_options(storm_flags INTERFACE -fsanitize=${STORM_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(storm_flags INTERFACE -fsanitize=${STORM_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    # clang 14: UBSan's function check cannot be emitted for coroutines.
    target_compile_options(storm_flags INTERFACE -fno-sanitize=function)
  endif()
endif()

add_library(storm_precompiled OBJECT ${PROJECT_SOURCE_DIR}/cmake/precompiled.cc)
target_link_libraries(storm_precompiled PUBLIC storm_flags)
target_precompile_headers(storm_precompiled PRIVATE ${PROJECT_SOURCE_DIR}/cmake/precompiled.h)

# storm_library(NAME SOURCES...): a folder's library.
function(storm_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC storm_flags)
  target_precompile_headers(${name} REUSE_FROM storm_precompiled)
endfunction()
