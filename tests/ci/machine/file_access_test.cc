#include "ci/machine/file_access.h"

#include <filesystem>
#include <iterator>
#include <ostream>
#include <string>

#include "gtest/gtest.h"

#include "ci/machine/trouble.h"
#include "tests/ci/temporary_folder.h"

namespace storm::ci {
namespace {

class FileAccessTest : public testing::Test {
 protected:
  const TemporaryFolder temporary_;
  const std::string folder_ = temporary_.path();
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
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "half a file";
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
