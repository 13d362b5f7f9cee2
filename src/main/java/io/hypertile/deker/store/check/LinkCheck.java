package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFinding.Location;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Compares links with the arrays they belong to (deker-layout.md, "Links and keys"; deker-rules.md
 * 213 and 218). Changes nothing.
 */
final class LinkCheck {
  private LinkCheck() {}

  /** Fault of the link that an array has at its own key. */
  static Optional<IntegrityFinding> own(
      DekerLayout layout, FileTree tree, ArrayId id, ArrayHeader header) throws IOException {
    RootPath link;
    try {
      link = tree.link(header, id);
    } catch (ServiceException e) {
      String detail = "The key cannot be the path of a link: " + e.detail();
      return finding(DekerFault.MISSING_LINK, tree, id, tree.file(id), detail);
    }
    Path at = layout.at(link);
    if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      return finding(DekerFault.MISSING_LINK, tree, id, link, "The array has no link at its key.");
    }
    if (!Files.isSymbolicLink(at)) {
      return finding(DekerFault.FOREIGN_LINK, tree, id, link, "Where the link belongs is none.");
    }
    Path target = Files.readSymbolicLink(at);
    Path file = layout.at(tree.file(id));
    if (target.equals(file) || target.isAbsolute() && isSame(target, file)) {
      return Optional.empty();
    }
    return leadsElsewhere(at, target, file)
        ? finding(DekerFault.FOREIGN_LINK, tree, id, link, "The link leads to another file.")
        : finding(
            DekerFault.STALE_LINK,
            tree,
            id,
            link,
            target.isAbsolute()
                ? "The link leads to where the storage once was."
                : "The link is relative, which Deker takes for wrong.");
  }

  private static boolean isSame(Path target, Path file) throws IOException {
    try {
      return Files.isSameFile(target, file);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Whether a link leads to a file of another name, or to another file that is there. */
  private static boolean leadsElsewhere(Path link, Path target, Path file) throws IOException {
    Path resolved = link.resolveSibling(target).normalize();
    boolean sameName = file.getFileName().equals(resolved.getFileName());
    return !sameName || Files.exists(resolved) && !isSame(resolved, file);
  }

  /**
   * Fault of an entry of the links, leaving out those that {@link #own} tells of its array.
   *
   * @param isFirst whether no other link of a present array was seen in its directory
   */
  static Optional<IntegrityFinding> entry(
      DekerLayout layout, FileTree tree, RootPath entry, boolean isFirst) {
    Optional<ArrayId> named = tree.idOf(entry.name());
    if (named.isEmpty()) {
      String detail = "A link bears the id of its array as its name; this does not.";
      Location place = new Location(tree.collection().text(), Optional.empty(), entry.text());
      return Optional.of(new IntegrityFinding(DekerFault.FOREIGN_LINK, place, detail, false));
    }
    ArrayId id = named.get();
    if (!hasFile(layout, tree, id)) {
      return Files.isSymbolicLink(layout.at(entry))
          ? finding(DekerFault.DANGLING_LINK, tree, id, entry, "The link leads to no array.")
          : finding(DekerFault.FOREIGN_LINK, tree, id, entry, "This is no link, and has no array.");
    }
    Optional<ArrayHeader> header = FileCheck.header(layout, tree, id);
    if (header.isEmpty()) {
      return Optional.empty();
    }
    if (!isAtKey(tree, header.get(), id, entry)) {
      return finding(DekerFault.SURPLUS_LINK, tree, id, entry, "The array's key is another one.");
    }
    boolean alone = isFirst || tree.schema().primaryAttributes().isEmpty();
    return alone
        ? Optional.empty()
        : finding(DekerFault.SURPLUS_LINK, tree, id, entry, "Another array has the same key.");
  }

  static boolean hasFile(DekerLayout layout, FileTree tree, ArrayId id) {
    return Files.isRegularFile(layout.at(tree.file(id)), LinkOption.NOFOLLOW_LINKS);
  }

  /** Whether an entry is where the array's key says. */
  static boolean isAtKey(FileTree tree, ArrayHeader header, ArrayId id, RootPath entry) {
    try {
      return tree.link(header, id).equals(entry);
    } catch (ServiceException e) {
      return false;
    }
  }

  private static Optional<IntegrityFinding> finding(
      DekerFault kind, FileTree tree, ArrayId id, RootPath file, String detail) {
    return Optional.of(tree.finding(kind, id, file.text(), detail));
  }
}
