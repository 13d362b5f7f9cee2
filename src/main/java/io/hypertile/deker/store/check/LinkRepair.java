package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.schema.ArrayId;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Repairs links: a link that is missing, stale or leads elsewhere is made again at the array's key;
 * one that leads to no array, or is at another key than its array's, is removed. Files that are no
 * links and links of two arrays with one key are left to people. The caller holds the array's lock.
 */
final class LinkRepair {
  private final DekerLayout layout;
  private final Journal journal;

  LinkRepair(DekerLayout layout, Journal journal) {
    this.layout = layout;
    this.journal = journal;
  }

  /** The finding, marked as repaired if it was. */
  IntegrityFinding repair(FileTree tree, IntegrityFinding finding) {
    List<Change> changes = changes(tree, finding);
    if (changes.isEmpty()) {
      return finding;
    }
    journal.commit(new Transaction(changes));
    return new IntegrityFinding(finding.kind(), finding.place(), finding.detail(), true);
  }

  private List<Change> changes(FileTree tree, IntegrityFinding finding) {
    if (finding.place().array().isEmpty() || !(finding.kind() instanceof DekerFault fault)) {
      return List.of();
    }
    ArrayId id = new ArrayId(finding.place().array().get());
    RootPath path = new RootPath(finding.place().file());
    boolean isLink = Files.isSymbolicLink(layout.at(path));
    return switch (fault) {
      case MISSING_LINK -> path.isWithin(tree.links()) ? creation(tree, id, path) : List.of();
      case STALE_LINK -> creation(tree, id, path);
      case FOREIGN_LINK -> isLink ? creation(tree, id, path) : List.of();
      case DANGLING_LINK -> removal(tree, path);
      case SURPLUS_LINK -> isLink && !isAtKey(tree, id, path) ? removal(tree, path) : List.of();
      case UNREADABLE_COLLECTION,
          FOREIGN_NAME,
          MISSING_LOCK_FILE,
          SURPLUS_LOCK_FILE,
          STALE_LOCK,
          UNREADABLE_ARRAY,
          UNSUPPORTED_ARRAY,
          FOREIGN_ID,
          MISSING_EMPTY_CELLS,
          MARKED_OPEN,
          MISPLACED_FILE,
          UNREADABLE_DIRECTORY,
          ORPHAN_TILE,
          WRONG_TYPE,
          UNREADABLE_CELLS ->
          List.of();
    };
  }

  private boolean isAtKey(FileTree tree, ArrayId id, RootPath path) {
    return FileCheck.header(layout, tree, id)
        .filter(header -> !LinkCheck.isAtKey(tree, header, id, path))
        .isEmpty();
  }

  private List<Change> creation(FileTree tree, ArrayId id, RootPath link) {
    return List.of(
        new Change.MakeDirectories(link.parent().orElseThrow()),
        new Change.Link(link, layout.at(tree.file(id)).toString()));
  }

  private static List<Change> removal(FileTree tree, RootPath link) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(link));
    RootPath directory = link.parent().orElseThrow();
    if (!directory.equals(tree.links())) {
      changes.add(new Change.RemoveEmptyDirectories(directory, tree.links()));
    }
    return changes;
  }
}
