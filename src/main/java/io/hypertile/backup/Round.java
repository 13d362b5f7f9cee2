package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.DirectoryEntry;
import io.hypertile.journal.ChangedPaths.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Copies again what commits have changed, and tells what of a list that makes untrue. */
final class Round {
  private final Path root;
  private final FileCopies copies;
  private final NavigableMap<String, BackupEntry> found = new TreeMap<>(BackupEntry.ORDER);

  /** Paths whose entries, with all below them, are those that were found now. */
  private final Set<String> trees = new HashSet<>();

  private final Set<String> looked = new HashSet<>();

  private Round(Path root, FileCopies copies) {
    this.root = root;
    this.copies = copies;
  }

  /** Looks at changed paths and copies what is there now. */
  static Round of(Source source, FileCopies copies, NavigableMap<String, Reach> changed)
      throws IOException {
    Path root = source.journal().root();
    Round round = new Round(root, copies);
    NavigableMap<String, Reach> ordered = new TreeMap<>(BackupEntry.ORDER);
    ordered.putAll(changed);
    RootWalk walk =
        new RootWalk(
            root,
            source.held(),
            (path, place, attributes) ->
                round.found.put(path, copies.take(path, place, attributes)));
    for (var each : ordered.entrySet()) {
      if (source.held().test(each.getKey()) && !round.isBelowTree(each.getKey())) {
        round.look(walk, each.getKey(), each.getValue());
      }
    }
    return round;
  }

  private void look(RootWalk walk, String path, Reach reach) throws IOException {
    looked.add(path);
    if (reach == Reach.TREE) {
      trees.add(path);
      copies.remove(path);
      walk.tree(path);
      return;
    }
    if (Files.isDirectory(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      copies.removeFile(path);
    } else {
      copies.remove(path);
    }
    walk.itself(path);
    if (!(found.get(path) instanceof DirectoryEntry)) {
      trees.add(path);
    }
  }

  private boolean isBelowTree(String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (trees.contains(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** Writes a list with what was found in place of what it had. */
  void merge(EntryReader before, EntryWriter after) throws IOException {
    TreeMap<String, BackupEntry> left = new TreeMap<>(found);
    BackupEntry entry = before.peek();
    while (entry != null) {
      while (!left.isEmpty() && BackupEntry.ORDER.compare(left.firstKey(), entry.path()) < 0) {
        after.add(left.pollFirstEntry().getValue());
      }
      if (!looked.contains(entry.path()) && !isBelowTree(entry.path())) {
        after.add(entry);
      }
      before.advance();
      entry = before.peek();
    }
    for (BackupEntry last : left.values()) {
      after.add(last);
    }
  }
}
