# What the suite's own scripts do outside of SQLite and of Tcl's file commands, on the simulated disk.
# Evaluated in every interpreter of its testfixture, once the testfixture's commands are there.

# Scripts for this one's child processes and slave interpreters.
set ::storm(script) [file normalize $::env(STORM_SUITE_SCRIPT)]

# Slave interpreters are made as the suite makes them, and get these overrides, too.
if {[info commands storm_load_extensions] eq ""} {
  rename load_testfixture_extensions storm_load_extensions
  proc load_testfixture_extensions {slave} {
    storm_load_extensions $slave
    interp alias $slave storm_disk {} storm_disk
    interp eval $slave [list source $::storm(script)]
  }
}

# A child process finds the files of its parent's disk, and its parent what it left of them.
rename exec storm_exec
proc exec {args} {
  set first [expr {[lindex $args 0] eq "--" ? 1 : 0}]
  if {[file normalize [lindex $args $first]] ne [file normalize [info nameofexec]]} {
    return [uplevel 1 [list storm_exec {*}$args]]
  }
  set image [file join $::env(STORM_SUITE_ROOT) storm-[pid].image.tcl]
  storm_disk export $image
  set ::env(STORM_SUITE_IMAGE) $image
  # Another stream for each child, the same in every run.
  set ::env(STORM_SUITE_SEED) [incr ::storm(children)]
  set failed [catch {uplevel 1 [list storm_exec {*}$args]} result options]
  unset ::env(STORM_SUITE_IMAGE)
  storm_disk import $image
  storm_exec rm -f $image
  return -options $options $result
}

# The suite's own crashes lose and tear what its VFS "crash" kept back. Here the power of the disk
# fails in the same sync. Sector size and characteristics stay those of the disk.
if {[info exists ::env(STORM_SUITE_IMAGE)]} {
  proc sqlite3_crash_enable {enable {is_default 0}} {}
  proc sqlite3_crashparams {args} {
    storm_disk cut [lindex $args end-1] [lindex $args end] $::env(STORM_SUITE_IMAGE)
  }
  rename sqlite3 storm_sqlite3
  proc sqlite3 {args} {
    set at [lsearch -exact $args -vfs]
    if {$at >= 0 && [lindex $args $at+1] eq "crash"} {
      set args [lreplace $args $at $at+1]
    }
    uplevel 1 [list storm_sqlite3 {*}$args]
  }
}

# Tests of locks start other processes and talk to them by a pipe. The disk belongs to one process:
# they become interpreters of this one. SQLite's locks on it are a connection's, as between processes.
proc storm_use_interpreters {} {
  proc launch_testfixture {{program ""}} {
    set name storm_fixture[incr ::storm(fixtures)]
    interp create $name
    if {[info commands load_testfixture_extensions] ne ""} {
      load_testfixture_extensions $name
    }
    interp eval $name [list sqlite3_test_control_pending_byte $::sqlite_pending_byte]
    return $name
  }
  proc testfixture {fixture command args} {
    set failed [catch {interp eval $fixture $command} result]
    if {[llength $args] != 0} {
      after 0 [list uplevel #0 [lindex $args 0] [list $result]]
      return ""
    }
    if {$failed} { error $result }
    return $result
  }
  proc testfixture_nb {variable command} {
    set fixture [launch_testfixture]
    after 0 [list storm_run_later $variable $fixture $command]
    return ""
  }
}

proc storm_run_later {variable fixture command} {
  catch {interp eval $fixture $command} result
  set ::$variable $result
  close $fixture
}

rename close storm_close
proc close {channel args} {
  if {![interp exists $channel] || $channel eq ""} {
    return [uplevel 1 [list storm_close $channel {*}$args]]
  }
  interp delete $channel
}

rename source storm_source
proc source {args} {
  set result [uplevel 1 [list storm_source {*}$args]]
  if {[file tail [lindex $args end]] eq "lock_common.tcl"} storm_use_interpreters
  return $result
}
