// What contradicts itself, is cut short or comes from the future: each command that takes it says
// what and where, ends with 2, and leaves everything as it is.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/ci/program_run.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

std::string contents(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A plan in which one thing is changed, and what is said about it.
struct Mistake {
  const char* from;
  const char* to;
  std::vector<const char*> says;
};

std::vector<Mistake> mistakes() {
  return {
      {"format = 1",
       "format = 2",
       {"the plan was made by a newer version: this program reads up to 1", "found 2"}},
      {"end = \"",
       "end = \"0s\" # \"",
       {"[[fault]] ends before it begins", "expected a time after its begin"}},
      {"device = \"",
       "device = \"no-",
       {"no device is called \"no-", "expected one of ", "did you mean "}},
      {"\non = \"", "\non = \"no-", {"no device is called \"no-", "expected one of "}},
      {"capacity = \"64MiB\"",
       "capacity = \"100KiB\"",
       {"capacity in disk of [server] is out of range",
        "expected \"256KiB\" to \"1024GiB\" (less may not hold the empty store"}},
      {"disk = {", "disk = { capacity = \"1GiB\"\n#", {":18:", "not TOML"}},
  };
}

TEST(BadInputTest, AContradictionInAPlanIsNamedAndNothingIsTouched) {
  const std::string good = contents("tests/ci/naive_loss_plan.toml");
  for (const Mistake& mistake : mistakes()) {
    const TemporaryFolder folder;
    std::string text = good;
    const auto place = text.find(mistake.from);
    ASSERT_NE(place, std::string::npos) << mistake.from;
    text.replace(place, std::string(mistake.from).size(), mistake.to);
    const std::string file = folder.write("plan.toml", text);
    const std::vector<std::vector<std::string>> calls{
        {"check", file},
        {"run", file, "--out", folder.path()},
        {"run", file, "tests/ci/naive_loss_plan.toml", "--out", folder.path()},
        {"verify", file},
        {"shrink", file}};
    for (const auto& call : calls) {
      const ProgramRun run = run_syncstorm(call);
      EXPECT_EQ(run.exit_code, 2) << call[0] << ": " << mistake.to;
      EXPECT_TRUE(run.errors.starts_with(file + ":")) << run.errors;
      for (const char* part : mistake.says) {
        EXPECT_NE(run.errors.find(part), std::string::npos) << part << " in " << run.errors;
      }
    }
    EXPECT_EQ(contents(file), text);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
  }
}

TEST(BadInputTest, ACampaignDoesNotTakeAPlan) {
  const TemporaryFolder folder;
  const ProgramRun run =
      run_syncstorm({"campaign", "tests/ci/naive_loss_plan.toml", "--out", folder.path() + "/new"});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.errors.find("to run it: syncstorm run tests/ci/naive_loss_plan.toml"),
            std::string::npos)
      << run.errors;
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/new"));
}

TEST(BadInputTest, ATruncatedResultsFileIsRefused) {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/results.sqlite";
  const std::vector<std::string> words{"run",   "scenarios/tiny.toml", "--seeds", "2",
                                       "--out", folder.path()};
  ASSERT_EQ(run_syncstorm(words).exit_code, 0);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  const std::string damaged = contents(file);
  const ProgramRun run = run_syncstorm(words);
  EXPECT_EQ(run.exit_code, 2) << run.output;
  EXPECT_NE(run.errors.find(file + ": error: is damaged"), std::string::npos) << run.errors;
  EXPECT_EQ(contents(file), damaged);
}

}  // namespace
}  // namespace storm::ci
