package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.MarkerFiles;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFinding.Location;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import io.hypertile.lock.HeldLock;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Walks data files and links, and checks each of them. For one thread. */
final class IntegrityWalk {
  private final DekerLayout layout;
  private final ArrayLocks locks;
  private final LinkRepair repair;
  private final IntegrityRequest request;
  private final IntegrityFindings findings;

  IntegrityWalk(
      DekerLayout layout,
      ArrayLocks locks,
      LinkRepair repair,
      IntegrityRequest request,
      IntegrityFindings findings) {
    this.layout = layout;
    this.locks = locks;
    this.repair = repair;
    this.request = request;
    this.findings = findings;
  }

  /** Checks a tree: its data files, and from level 3 on its links. */
  void check(FileTree tree) {
    walk(tree, tree.data(), new DataVisitor(tree));
    if (request.level() >= DekerFault.MISSING_LINK.level()) {
      walk(tree, tree.links(), new LinkVisitor(tree));
    }
  }

  private void walk(FileTree tree, RootPath directory, Visitor visitor) {
    Path path = layout.at(directory);
    if (findings.isDone() || !Files.exists(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, visitor);
    } catch (IOException e) {
      visitor.unreadable(path);
    }
  }

  /**
   * Looks again under the array's lock at what seemed wrong, since a change may have been under
   * way, and puts links right if that is asked for.
   *
   * @return whether nothing was wrong
   */
  private boolean confirm(FileTree tree, ArrayId id, Supplier<List<IntegrityFinding>> look) {
    if (look.get().isEmpty()) {
      return true;
    }
    boolean repairing = request.repairLinks() && request.level() >= DekerFault.MISSING_LINK.level();
    try (HeldLock held = repairing ? locks.change(tree, id) : locks.read(tree, id)) {
      List<IntegrityFinding> found = look.get();
      for (IntegrityFinding finding : found) {
        findings.add(repairing ? repair.repair(tree, finding) : finding);
      }
      return found.isEmpty();
    }
  }

  private abstract class Visitor extends SimpleFileVisitor<Path> {
    private final FileTree tree;

    Visitor(FileTree tree) {
      this.tree = tree;
    }

    FileTree tree() {
      return tree;
    }

    abstract void visit(Path file, BasicFileAttributes attributes);

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      visit(file, attributes);
      return next();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
      if (!(failure instanceof NoSuchFileException)) {
        unreadable(file);
      }
      return next();
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      if (failure != null && !(failure instanceof NoSuchFileException)) {
        unreadable(directory);
      }
      return next();
    }

    void unreadable(Path path) {
      add(DekerFault.UNREADABLE_DIRECTORY, relative(path), "This cannot be opened for reading.");
    }

    void add(DekerFault kind, String file, String detail) {
      Location place = new Location(tree.collection().text(), Optional.empty(), file);
      findings.add(new IntegrityFinding(kind, place, detail, false));
    }

    String relative(Path path) {
      return layout.root().relativize(path).toString();
    }

    private FileVisitResult next() {
      return findings.isDone() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
    }
  }

  private final class DataVisitor extends Visitor {
    DataVisitor(FileTree tree) {
      super(tree);
    }

    @Override
    void visit(Path file, BasicFileAttributes attributes) {
      String path = relative(file);
      MarkerFiles.parse(Path.of(path), attributes)
          .filter(marker -> !marker.owner().alive())
          .ifPresent(marker -> {
            Location place = new Location(tree().collection().text(), marker.array(), path);
            String detail =
                "The process that made the lock file has ended; DELETE /api/v1/locks removes it.";
            findings.add(new IntegrityFinding(DekerFault.STALE_LOCK, place, detail, false));
          });
      if (!tree().hasEnding(file.getFileName().toString())) {
        return;
      }
      Optional<ArrayId> id =
          tree()
              .idOf(file.getFileName().toString())
              .filter(named -> tree().file(named).text().equals(path))
              .filter(named -> attributes.isRegularFile());
      if (id.isEmpty()) {
        add(DekerFault.MISPLACED_FILE, path, "The file does not lie where its name says.");
        return;
      }
      findings.countArray();
      confirm(tree(), id.get(), () -> FileCheck.examine(layout, tree(), id.get(), request.level()));
    }
  }

  private final class LinkVisitor extends Visitor {
    /** Right links seen in the directories that are being visited, innermost first. */
    private final Deque<Integer> seen = new ArrayDeque<>();

    LinkVisitor(FileTree tree) {
      super(tree);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      seen.push(0);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
      seen.pop();
      return super.postVisitDirectory(directory, failure);
    }

    @Override
    void visit(Path file, BasicFileAttributes attributes) {
      RootPath entry;
      try {
        entry = new RootPath(relative(file));
      } catch (ServiceException e) {
        add(
            DekerFault.FOREIGN_LINK,
            relative(file),
            "The path of the link is too long to be used.");
        return;
      }
      boolean isFirst = seen.peek() == null || seen.peek() == 0;
      Optional<ArrayId> id = tree().idOf(entry.name());
      if (id.isEmpty()) {
        LinkCheck.entry(layout, tree(), entry, isFirst).ifPresent(findings::add);
        return;
      }
      boolean isRight =
          confirm(
              tree(),
              id.get(),
              () -> LinkCheck.entry(layout, tree(), entry, isFirst).stream().toList());
      if (isRight && LinkCheck.hasFile(layout, tree(), id.get()) && !seen.isEmpty()) {
        seen.push(seen.pop() + 1);
      }
    }
  }
}
