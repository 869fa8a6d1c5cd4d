#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "tests/style/rules.h"

namespace storm::style {
namespace {

/// A folder and what its files may include from the repository, as prefixes of paths.
struct Layer {
  std::string_view folder;
  std::vector<std::string_view> may_include;
};

/// The deepest folder that a path begins with decides.
const std::vector<Layer>& layers() {
  static const std::vector<Layer> kLayers{
      {"engine/env/", {"engine/env/"}},
      {"engine/reference/", {"engine/env/", "engine/reference/"}},
      {"engine/naive/", {"engine/env/", "engine/naive/"}},
      {"engine/", {"engine/"}},
      {"sim/", {"engine/env/", "sim/"}},
      {"faults/", {"engine/env/", "sim/", "faults/"}},
      {"metrics/", {"engine/env/", "sim/", "metrics/"}},
      {"scenarios/", {"engine/", "sim/", "faults/", "metrics/", "scenarios/"}},
      {"ci/", {"engine/", "sim/", "faults/", "metrics/", "scenarios/", "ci/"}},
  };
  return kLayers;
}

/// A library that only some folders may name.
struct Library {
  std::string_view header_prefix;
  std::vector<std::string_view> folders;
};

const std::vector<Library>& libraries() {
  static const std::vector<Library> kLibraries{
      {"boost/", {"engine/env/", "sim/"}},
      {"toml++/", {"scenarios/"}},
      {"CLI/", {"ci/"}},
      {"gtest/", {}},
      {"gmock/", {}},
      // The library does without it: only who writes properties includes that header.
      {"rapidcheck", {"scenarios/search/arbitrary_plan.h"}},
      {"benchmark/", {}},
  };
  return kLibraries;
}

const Layer* layer_of(std::string_view path) {
  const Layer* deepest = nullptr;
  for (const Layer& layer : layers()) {
    if (path.starts_with(layer.folder) &&
        (deepest == nullptr || layer.folder.size() > deepest->folder.size())) {
      deepest = &layer;
    }
  }
  return deepest;
}

bool begins_with_one_of(std::string_view path, const std::vector<std::string_view>& prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view p) { return path.starts_with(p); });
}

/// A file that stands in a folder itself, such as the contract in `engine/`, is seen by the
/// subfolders of that folder.
bool is_contract_of(std::string_view target, const Layer& layer) {
  return layer.folder.starts_with("engine/") && layer.folder != "engine/env/" &&
         target.starts_with("engine/") && target.find('/', 7) == std::string_view::npos;
}

std::string joined(const std::vector<std::string_view>& parts) {
  std::string text;
  for (const std::string_view part : parts) {
    if (!text.empty()) text += ' ';
    text += part;
  }
  return text;
}

/// Walks the includes of headers depth first and reports each cycle once, where it closes.
class CycleFinder final {
 public:
  explicit CycleFinder(const std::vector<SourceFile>& files) {
    for (const SourceFile& file : files) {
      if (file.is_cpp()) by_path_[file.path] = &file;
    }
  }

  std::vector<Finding> run() {
    for (const auto& [path, file] : by_path_) visit(*file);
    return findings_;
  }

 private:
  void visit(const SourceFile& file) {
    if (!done_.insert(file.path).second) return;
    on_stack_.insert(file.path);
    for (const Include& include : includes_of(file)) {
      const auto found = by_path_.find(include.target);
      if (!include.quoted || found == by_path_.end()) continue;
      if (on_stack_.contains(include.target)) {
        findings_.push_back({.path = file.path,
                             .line = include.line,
                             .says = "includes " + include.target + ", which leads back here"});
        continue;
      }
      visit(*found->second);
    }
    on_stack_.erase(file.path);
  }

  std::map<std::string, const SourceFile*> by_path_;
  std::set<std::string> done_;
  std::set<std::string> on_stack_;
  std::vector<Finding> findings_;
};

/// The folders of one layer, and which of them include files of which others.
class FolderGraph final {
 public:
  struct Edge {
    std::string from;
    std::string to;
  };

  void add(const SourceFile& file, const Include& include, const std::string& target_folder) {
    includes_[file.folder()][target_folder].push_back(
        {.path = file.path, .line = include.line, .says = "includes " + include.target});
  }

  /// Folders each of which includes the next, and the last the first; empty where there is none.
  std::vector<std::string> find_cycle() const {
    std::set<std::string> done;
    for (const auto& [folder, targets] : includes_) {
      std::vector<std::string> trail;
      if (leads_back(folder, trail, done)) return trail;
    }
    return {};
  }

  /// The step of the cycle that the fewest includes make: the one to mend.
  Edge weakest_of(const std::vector<std::string>& cycle) const {
    Edge weakest;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const std::string& next = cycle[(i + 1) % cycle.size()];
      if (i == 0 || includes_of_edge({cycle[i], next}).size() < includes_of_edge(weakest).size()) {
        weakest = {.from = cycle[i], .to = next};
      }
    }
    return weakest;
  }

  const std::vector<Finding>& includes_of_edge(const Edge& edge) const {
    return includes_.at(edge.from).at(edge.to);
  }
  void remove(const Edge& edge) { includes_.at(edge.from).erase(edge.to); }

 private:
  /// Walks on from `folder`. When that meets the trail again, leaves the cycle in it.
  bool leads_back(const std::string& folder, std::vector<std::string>& trail,
                  std::set<std::string>& done) const {
    const auto met = std::ranges::find(trail, folder);
    if (met != trail.end()) {
      trail.erase(trail.begin(), met);
      return true;
    }
    const auto targets = includes_.find(folder);
    if (targets == includes_.end() || done.contains(folder)) return false;
    trail.push_back(folder);
    for (const auto& [target, includes] : targets->second) {
      if (leads_back(target, trail, done)) return true;
    }
    trail.pop_back();
    done.insert(folder);
    return false;
  }

  /// By the including folder and the included one.
  std::map<std::string, std::map<std::string, std::vector<Finding>>> includes_;
};

std::string in_words(const std::vector<std::string>& cycle) {
  std::string words;
  for (const std::string& folder : cycle) words += folder + " -> ";
  return words + cycle.front();
}

std::vector<Finding> cycles_in(FolderGraph& graph) {
  std::vector<Finding> findings;
  for (auto cycle = graph.find_cycle(); !cycle.empty(); cycle = graph.find_cycle()) {
    const FolderGraph::Edge weakest = graph.weakest_of(cycle);
    for (Finding finding : graph.includes_of_edge(weakest)) {
      finding.says += ", which closes a cycle of folders: " + in_words(cycle);
      findings.push_back(std::move(finding));
    }
    graph.remove(weakest);
  }
  return findings;
}

}  // namespace

std::vector<Finding> layer_findings(const std::vector<SourceFile>& files) {
  std::vector<Finding> findings;
  for (const SourceFile& file : files) {
    const Layer* layer = layer_of(file.path);
    if (!file.is_cpp() || layer == nullptr) continue;
    for (const Include& include : includes_of(file)) {
      const auto report = [&](const std::string& says) {
        findings.push_back({.path = file.path, .line = include.line, .says = says});
      };
      if (include.quoted && !begins_with_one_of(include.target, layer->may_include) &&
          !is_contract_of(include.target, *layer)) {
        report("includes " + include.target + "; from here only: " + joined(layer->may_include));
      }
      if (include.quoted) continue;
      for (const Library& library : libraries()) {
        if (include.target.starts_with(library.header_prefix) &&
            !begins_with_one_of(file.path, library.folders)) {
          report("includes " + include.target + "; only these may: " + joined(library.folders) +
                 " tests/");
        }
      }
    }
  }
  return findings;
}

std::vector<Finding> include_cycle_findings(const std::vector<SourceFile>& files) {
  return CycleFinder(files).run();
}

std::vector<Finding> folder_cycle_findings(const std::vector<SourceFile>& files) {
  std::map<std::string_view, FolderGraph> graphs;
  for (const SourceFile& file : files) {
    const Layer* layer = layer_of(file.path);
    if (!file.is_cpp() || layer == nullptr) continue;
    for (const Include& include : includes_of(file)) {
      const std::string folder = SourceFile{.path = include.target, .text = {}}.folder();
      if (!include.quoted || folder == file.folder() || layer_of(include.target) != layer) continue;
      graphs[layer->folder].add(file, include, folder);
    }
  }
  std::vector<Finding> findings;
  for (auto& [layer, graph] : graphs) {
    for (Finding& finding : cycles_in(graph)) findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace storm::style
