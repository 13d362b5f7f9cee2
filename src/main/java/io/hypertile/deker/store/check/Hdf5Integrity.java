package io.hypertile.deker.store.check;

import io.hypertile.deker.store.files.DekerCollections;
import io.hypertile.deker.store.files.DekerLayout;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.engine.IntegrityFinding;
import io.hypertile.engine.IntegrityFinding.Location;
import io.hypertile.engine.IntegrityFindings;
import io.hypertile.engine.IntegrityReport;
import io.hypertile.engine.IntegrityRequest;
import io.hypertile.error.CorruptDataException;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Checks collections, their lock files and, through {@link IntegrityWalk}, their arrays
 * (deker-rules.md 211 to 219). Works beside readers and writers; an apparent fault is looked at
 * again under the array's lock before it is reported. For one thread, for one check.
 */
final class Hdf5Integrity {
  private static final String LOCK_ENDING = ".lock";

  private final DekerLayout layout;
  private final DekerCollections collections;
  private final IntegrityRequest request;
  private final IntegrityFindings findings;
  private final IntegrityWalk walk;

  Hdf5Integrity(
      DekerLayout layout,
      DekerCollections collections,
      ArrayLocks locks,
      LinkRepair repair,
      IntegrityRequest request) {
    this.layout = layout;
    this.collections = collections;
    this.request = request;
    this.findings = new IntegrityFindings(request);
    this.walk = new IntegrityWalk(layout, locks, repair, request, findings);
  }

  IntegrityReport run() {
    List<CollectionName> names = request.collection().map(List::of).orElseGet(collections::list);
    for (CollectionName name : names) {
      if (findings.isDone()) {
        break;
      }
      check(name);
    }
    if (request.collection().isEmpty() && !findings.isDone()) {
      checkSurplusLocks();
    }
    return findings.report();
  }

  private void check(CollectionName name) {
    findings.countCollection();
    checkLockFile(name);
    Optional<Collection> collection = open(name);
    if (collection.isPresent() && request.level() >= DekerFault.STALE_LOCK.level()) {
      for (FileTree tree : FileTree.of(layout, collection.get())) {
        walk.check(tree);
      }
    }
  }

  private Optional<Collection> open(CollectionName name) {
    String document = layout.document(name).text();
    try {
      Optional<Collection> found = collections.find(name);
      if (found.isEmpty() && isDirectory(name)) {
        add(DekerFault.UNREADABLE_COLLECTION, name, document, "The collection has no document.");
      }
      Optional<CollectionName> stored = collections.storedName(name);
      if (stored.isPresent() && !stored.get().equals(name)) {
        String detail = "The document bears the name " + stored.get() + ".";
        add(DekerFault.FOREIGN_NAME, name, document, detail);
      }
      return found;
    } catch (CorruptDataException e) {
      add(DekerFault.UNREADABLE_COLLECTION, name, document, e.detail());
      return Optional.empty();
    }
  }

  /** Whether the collection is still there; false when it was deleted meanwhile. */
  private boolean isDirectory(CollectionName name) {
    return Files.isDirectory(layout.at(layout.collection(name)), LinkOption.NOFOLLOW_LINKS);
  }

  private void checkLockFile(CollectionName name) {
    if (!Files.isRegularFile(layout.at(layout.collectionLock(name))) && isDirectory(name)) {
      add(
          DekerFault.MISSING_LOCK_FILE,
          name,
          layout.collectionLock(name).text(),
          "The lock file is missing, which Deker needs to change the collection; make an empty"
              + " one.");
    }
  }

  private void checkSurplusLocks() {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(layout.at(DekerLayout.COLLECTIONS), "*" + LOCK_ENDING)) {
      for (Path entry : entries) {
        String file = entry.getFileName().toString();
        String name = file.substring(0, file.length() - LOCK_ENDING.length());
        boolean belongs =
            Files.isDirectory(entry.resolveSibling(name), LinkOption.NOFOLLOW_LINKS)
                || Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
        if (!belongs) {
          Location place =
              new Location(name, Optional.empty(), DekerLayout.COLLECTIONS + "/" + file);
          String detail = "The lock file belongs to no collection; remove it.";
          findings.add(new IntegrityFinding(DekerFault.SURPLUS_LOCK_FILE, place, detail, false));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(DekerLayout.COLLECTIONS.text(), e);
    }
  }

  private void add(DekerFault kind, CollectionName name, String file, String detail) {
    Location place = new Location(name.text(), Optional.empty(), file);
    findings.add(new IntegrityFinding(kind, place, detail, false));
  }
}
