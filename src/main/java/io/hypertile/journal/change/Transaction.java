package io.hypertile.journal.change;

import io.hypertile.journal.change.Change.DeleteTree;
import io.hypertile.journal.change.Change.Replace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes that happen all or not at all, in their order.
 *
 * @param changes at least one
 */
public record Transaction(List<Change> changes) {
  /** Paths of the journal's own; the directory for temporary files is open to all. */
  private static final List<RootPath> RESERVED =
      List.of(JournalPaths.JOURNAL, JournalPaths.TRASH, JournalPaths.OWNER_LOCK);

  /**
   * Checks that the changes can be redone after a crash.
   *
   * @throws IllegalArgumentException if there is none, if a path belongs to the journal, or if the
   *     source of a {@link Replace} or a path within a {@link DeleteTree} is named twice
   */
  public Transaction {
    changes = List.copyOf(changes);
    Checks.require(!changes.isEmpty(), "a transaction has at least one change");
    requireRepeatable(changes);
  }

  /** A transaction of the changes. */
  public static Transaction of(Change... changes) {
    return new Transaction(List.of(changes));
  }

  /** All paths that the changes name, in order, repeated as often as they are named. */
  public List<RootPath> paths() {
    return paths(changes);
  }

  private static List<RootPath> paths(List<Change> changes) {
    List<RootPath> paths = new ArrayList<>(changes.size());
    for (Change change : changes) {
      if (change instanceof Replace replace) {
        paths.add(replace.from());
      }
      paths.add(change.path());
    }
    return paths;
  }

  private static void requireRepeatable(List<Change> changes) {
    Map<String, Integer> vanishing = new HashMap<>();
    for (Change change : changes) {
      if (change instanceof Replace replace) {
        vanishing.put(replace.from().text(), 0);
      } else if (change instanceof DeleteTree tree) {
        vanishing.put(tree.path().text(), 0);
      }
    }
    for (RootPath path : paths(changes)) {
      Checks.require(RESERVED.stream().noneMatch(path::isWithin), path + " belongs to the journal");
      if (!vanishing.isEmpty()) {
        requireOnce(path.text(), vanishing);
      }
    }
  }

  private static void requireOnce(String path, Map<String, Integer> vanishing) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      Integer seen = vanishing.computeIfPresent(path.substring(0, end), (key, count) -> count + 1);
      Checks.require(
          seen == null || seen == 1, path + " is moved or deleted by one change, used by another");
    }
  }
}
