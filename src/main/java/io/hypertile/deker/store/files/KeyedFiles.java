package io.hypertile.deker.store.files;

import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes for the log that create or delete a file together with the link to it. Pure. */
public final class KeyedFiles {
  private final DekerLayout layout;
  private final ArrayLinks links;

  public KeyedFiles(DekerLayout layout, ArrayLinks links) {
    this.layout = layout;
    this.links = links;
  }

  /**
   * Refuses an array whose id or key is in use. The caller holds the locks of both.
   *
   * @throws io.hypertile.error.ServiceException {@code already-exists}
   */
  public void requireFree(Collection collection, ArrayHeader header, List<String> keyPath) {
    if (links.hasFile(collection, header.id())) {
      throw StorageFailures.exists(collection, header.id(), "id");
    }
    links
        .find(collection, header.primary())
        .ifPresent(other -> {
          throw StorageFailures.keyExists(collection, other, keyPath);
        });
  }

  /**
   * A file and its link. Links that the key's directory has to arrays that are gone give way.
   *
   * @param keyPath one directory name for each primary attribute
   * @param content writes the file, whose directory is there by then
   */
  public List<Change> creation(
      Collection collection, ArrayId id, List<String> keyPath, List<Change> content) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.MakeDirectories(layout.arrayDirectory(collection.name(), id)));
    changes.addAll(content);
    changes.add(new Change.MakeDirectories(layout.linkDirectory(collection.name(), keyPath)));
    for (RootPath stale : links.stale(collection, keyPath)) {
      changes.add(new Change.Delete(stale));
    }
    changes.add(
        new Change.Link(
            layout.link(collection.name(), keyPath, id), layout.linkTarget(collection.name(), id)));
    return changes;
  }

  /** The end of links to arrays that are gone, with the directories that become empty. */
  public List<Change> staleRemoval(Collection collection, List<String> keyPath) {
    List<Change> changes = new ArrayList<>();
    for (RootPath stale : links.stale(collection, keyPath)) {
      changes.add(new Change.Delete(stale));
    }
    changes.add(
        new Change.RemoveEmptyDirectories(
            layout.linkDirectory(collection.name(), keyPath),
            layout.arrayLinks(collection.name())));
    return changes;
  }

  /**
   * The end of a file and its link, with the directories that become empty.
   *
   * @param keyPath directory of the link; empty if it is not known, then the link stays behind
   */
  public List<Change> removal(Collection collection, ArrayId id, Optional<List<String>> keyPath) {
    List<Change> changes = new ArrayList<>();
    changes.add(new Change.Delete(layout.arrayFile(collection.name(), id)));
    changes.add(
        new Change.RemoveEmptyDirectories(
            layout.arrayDirectory(collection.name(), id), layout.arrayData(collection.name())));
    keyPath.ifPresent(path -> {
      changes.add(new Change.Delete(layout.link(collection.name(), path, id)));
      if (!path.isEmpty()) {
        changes.add(
            new Change.RemoveEmptyDirectories(
                layout.linkDirectory(collection.name(), path),
                layout.arrayLinks(collection.name())));
      }
    });
    return changes;
  }
}
