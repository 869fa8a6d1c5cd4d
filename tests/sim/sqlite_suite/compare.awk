# Compares what the files of SQLite's suite said on the two disks. Reads the files' names, one a
# line; writes Markdown. Exit code 1: something differs without a reason, or a reason is idle.

function read_output(side, file,    path, line, words, n, i) {
  path = output "/" side "/" file
  count[side] = errors[side] = -1
  failing[side] = ""
  while ((getline line < path) > 0) {
    if (line ~ /^[0-9]+ errors out of [0-9]+ tests/) {
      split(line, words, " ")
      errors[side] = words[1]
      count[side] = words[5]
    } else if (line ~ /^!Failures on these tests: /) {
      sub(/^!Failures on these tests: /, "", line)
      failing[side] = line
    }
  }
  close(path)
}

# The words of `these` that are not among `those`.
function only_in(these, those,    n, words, i, result) {
  n = split(these, words, " ")
  for (i = 1; i <= n; i++) {
    if (index(" " those " ", " " words[i] " ") == 0) {
      result = result (result == "" ? "" : " ") words[i]
    }
  }
  return result
}

function shown(side) { return count[side] < 0 ? "did not end" : count[side] }

function shortened(names,    n, words) {
  n = split(names, words, " ")
  if (n <= 4) return names
  return words[1] " " words[2] " " words[3] " and " (n - 3) " more"
}

BEGIN {
  while ((getline line < differences) > 0) {
    if (line ~ /^#/ || line !~ /[^ ]/) continue
    name = line
    sub(/ .*/, "", name)
    sub(/^[^ ]+ +/, "", line)
    if (name == "not-run") {
      not_run[++left_out] = line
      continue
    }
    depends = name == "perhaps"
    if (depends) {
      name = line
      sub(/ .*/, "", name)
      sub(/^[^ ]+ +/, "", line)
    }
    reason[name] = line
    needed[name] = !depends
  }
}

{
  file = $1
  read_output("simulated", file)
  read_output("real", file)
  files++
  for (side in count) {
    if (count[side] < 0) { unfinished[side]++; continue }
    tests[side] += count[side]
    failures[side] += errors[side]
  }
  new = only_in(failing["simulated"], failing["real"])
  gone = only_in(failing["real"], failing["simulated"])
  if (new == "" && gone == "" && count["simulated"] == count["real"]) next
  differing++
  used[file] = 1
  if (!(file in reason)) unexplained[file] = 1
  row[differing] = "| `" file "` | " shown("real") " | " shown("simulated") " | " shortened(new) \
    " | " shortened(gone) " | " (file in reason ? reason[file] : "**no reason given**") " |"
}

END {
  print "# SQLite's own test suite on the simulated disk"
  print ""
  print "Written by `ci/sqlite-suite`: the test files of \"veryquick\" and the crash tests of SQLite " \
    version ", built"
  print "from Debian's source package, each in a process of its own, on the simulated disk and on the"
  print "machine's. Reasons: `tests/sim/sqlite_suite/differences.txt`."
  print ""
  print "| | real disk | simulated disk |"
  print "|---|---|---|"
  print "| files | " files " | " files " |"
  print "| of them did not end | " unfinished["real"] + 0 " | " unfinished["simulated"] + 0 " |"
  print "| assertions | " tests["real"] + 0 " | " tests["simulated"] + 0 " |"
  print "| failed | " failures["real"] + 0 " | " failures["simulated"] + 0 " |"
  print ""
  print files - differing " files say the same on both. The others, with the numbers of their assertions:"
  print ""
  print "| file | real | simulated | fails only simulated | fails only real | why |"
  print "|---|---|---|---|---|---|"
  for (i = 1; i <= differing; i++) print row[i]
  print ""
  print "Not run:"
  print ""
  for (i = 1; i <= left_out; i++) {
    name = not_run[i]
    sub(/ .*/, "", name)
    line = not_run[i]
    sub(/^[^ ]+ +/, "", line)
    print "- `" name "`: " line
  }
  failed = 0
  for (name in unexplained) failed = 1
  if (whole == "yes") {
    for (name in reason) {
      if (name in used || !needed[name]) continue
      failed = 1
      print "no longer different: " name > "/dev/stderr"
    }
  }
  exit failed
}
