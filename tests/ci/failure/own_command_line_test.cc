#include "ci/failure/own_command_line.h"

#include <rapidcheck.h>
#include <rapidcheck/gtest.h>
#include <string>

#include "gtest/gtest.h"

#include "ci/machine/shell_words.h"

namespace storm::ci {
namespace {

std::string ours(const std::string& rest) { return "syncstorm" + rest; }

TEST(OwnCommandLineTest, WhatThisProgramWritesIsShown) {
  for (const std::string& rest :
       {std::string(" run scenarios/tiny.toml --seed 7"), std::string(" run plan.toml"),
        std::string(" verify 'two words.toml' --seed 18446744073709551615 --engine naive"),
        std::string(R"( run $'a\033\'\\.toml' --defect Z01,Z02 --recording 'it'\''s.gz')")}) {
    EXPECT_EQ(own_command_line("/opt/syncstorm" + rest), ours(rest)) << rest;
  }
}

TEST(OwnCommandLineTest, TheFirstWordIsOurs) {
  EXPECT_EQ(own_command_line("curl run x.toml"), ours(" run x.toml"));
}

TEST(OwnCommandLineTest, WhateverElseIsLeftOut) {
  for (const char* line : {"",
                           "syncstorm",
                           "syncstorm run",
                           "rm -rf /",
                           "syncstorm run x.toml; rm -rf /",
                           "syncstorm run x.toml --seed 1 | sh",
                           "syncstorm run $(reboot)",
                           "syncstorm run `reboot`",
                           "syncstorm run x.toml\nrm -rf /",
                           "syncstorm run  x.toml",
                           "syncstorm run x.toml ",
                           "syncstorm run \"x.toml\"",
                           "syncstorm run 'x.toml'",
                           "syncstorm run 'x.toml",
                           "syncstorm run x.toml --out /etc",
                           "syncstorm run x.toml --seed",
                           "syncstorm run --help",
                           "syncstorm run x.toml --seed -1",
                           "syncstorm run x.toml --engine nobody",
                           "syncstorm run x.toml --recording --out",
                           "syncstorm shrink x",
                           "syncstorm run $'a\\9'",
                           "syncstorm run $'\\0",
                           "syncstorm run x.toml --engine 'naive; ls'"}) {
    EXPECT_EQ(own_command_line(line), std::nullopt) << line;
  }
}

RC_GTEST_PROP(OwnCommandLineProperty, AnyPathComesBackAsItWas, (const std::string& path)) {
  RC_PRE(!path.empty() && path.front() != '-');
  const std::string rest = " run " + shell_word(path) + " --seed 3";
  RC_ASSERT(own_command_line("syncstorm" + rest) == ours(rest));
}

}  // namespace
}  // namespace storm::ci
