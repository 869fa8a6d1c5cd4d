#include "ci/file_access.h"

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <unistd.h>

#include "gtest/gtest.h"

#include "ci/failure.h"

namespace storm::ci {
namespace {

class FileAccessTest : public testing::Test {
 protected:
  FileAccessTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "syncstorm-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~FileAccessTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(FileAccessTest, WritesIntoFoldersThatItMakes) {
  const std::string path = folder_ + "/a/b/file";
  write_file(path, [](std::ostream& out) { out << "text"; });
  EXPECT_EQ(read_file(path), "text");
}

TEST_F(FileAccessTest, AFailureInTheMiddleLeavesTheOldFile) {
  const std::string path = folder_ + "/file";
  write_file(path, [](std::ostream& out) { out << "old"; });
  EXPECT_THROW(write_file(path, [](std::ostream& out) { out.setstate(std::ios::badbit); }),
               MachineTrouble);
  EXPECT_EQ(read_file(path), "old");
}

TEST_F(FileAccessTest, ReadingWhatIsNotThereNamesIt) {
  try {
    read_file(folder_ + "/nothing");
    FAIL() << "no exception";
  } catch (const BadInput& problem) {
    EXPECT_NE(std::string(problem.what()).find("/nothing"), std::string::npos);
  }
  EXPECT_THROW(read_file(folder_), BadInput);
}

}  // namespace
}  // namespace storm::ci
