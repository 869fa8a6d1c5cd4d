#include "ci/machine/file_access.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <ostream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

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

/// What reading that file is refused with.
std::string refusal(const std::string& path, std::size_t bytes_max = kFileBytesMax,
                    Pipes pipes = Pipes::Taken) {
  try {
    read_file(path, bytes_max, pipes);
  } catch (const BadInput& problem) {
    return problem.what();
  }
  return "read";
}

TEST_F(FileAccessTest, WhatIsNoFileIsRefusedBeforeItIsRead) {
  EXPECT_EQ(refusal("/dev/zero"), "/dev/zero: error: is a device or socket; a file is expected");
  EXPECT_EQ(refusal(folder_), folder_ + ": error: is a folder; a file is expected");
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(refusal(pipe), pipe + ": error: is a pipe into which nobody writes");
  EXPECT_EQ(refusal(pipe, kFileBytesMax, Pipes::Refused),
            pipe + ": error: is a pipe; a file is expected");
}

TEST_F(FileAccessTest, APipeIsReadToItsEnd) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "scenario", 8), 8);
  ASSERT_EQ(::close(ends[1]), 0);
  EXPECT_EQ(read_file(fmt::format("/dev/fd/{}", ends[0])), "scenario");
  ASSERT_EQ(::close(ends[0]), 0);
}

TEST_F(FileAccessTest, TheSizeIsLookedAtBeforeTheFileIsRead) {
  const std::string path = temporary_.write("big", "");
  std::filesystem::resize_file(path, 11);
  EXPECT_EQ(refusal(path, 10), path + ": error: is too big: at most 10 bytes are read");
  EXPECT_EQ(refusal(path, 11), "read");
  // Nothing that a machine could hold in memory.
  std::filesystem::resize_file(path, std::uintmax_t{1} << 42U);
  EXPECT_NE(refusal(path).find("is too big"), std::string::npos);
}

TEST_F(FileAccessTest, AForgottenEndingIsHintedAt) {
  temporary_.write("tiny.toml", "");
  EXPECT_NE(refusal(folder_ + "/tiny").find("did you mean \"" + folder_ + "/tiny.toml\"?"),
            std::string::npos);
  EXPECT_NE(refusal("tiny").find("did you mean \"scenarios/tiny.toml\"?"), std::string::npos);
}

TEST_F(FileAccessTest, NoLinkIsFollowedWhereATemporaryFileGoes) {
  const std::string other = temporary_.write("other", "not ours");
  const std::string path = folder_ + "/file";
  const std::string link = fmt::format("{}.{}.tmp", path, ::getpid());
  std::filesystem::create_symlink(other, link);
  write_file(path, [](std::ostream& out) { out << "text"; });
  EXPECT_EQ(read_file(path), "text");
  EXPECT_EQ(read_file(other), "not ours");
  EXPECT_TRUE(std::filesystem::is_symlink(link));
}

}  // namespace
}  // namespace storm::ci
