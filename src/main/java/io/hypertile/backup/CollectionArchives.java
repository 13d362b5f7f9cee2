package io.hypertile.backup;

import io.hypertile.collection.CollectionService;
import io.hypertile.encode.Spool;
import io.hypertile.encode.archive.StagedArchive;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.PlacedSchema;
import io.hypertile.schema.ViewSchema;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Collections that leave a server as archives, and come into one. Thread-safe. */
public final class CollectionArchives {
  private final Storage storage;
  private final CollectionService collections;
  private final CollectionImport.Renaming renaming;
  private final Spool spool;

  /**
   * A storage root.
   *
   * @param journal empty where the server has no files
   * @param locks of its collections
   * @param patience how long an import waits for one
   * @param isShared whether other programs change it at the same time
   */
  public record Storage(
      Optional<Journal> journal, LockManager locks, Duration patience, boolean isShared) {}

  /**
   * Archives of the collections of a storage.
   *
   * @param renaming gives documents in Deker's layout another name
   * @param spool place for archives that come in
   */
  public CollectionArchives(
      Storage storage,
      CollectionService collections,
      CollectionImport.Renaming renaming,
      Spool spool) {
    this.storage = storage;
    this.collections = collections;
    this.renaming = renaming;
    this.spool = spool;
  }

  /**
   * Copies a collection as it is at one moment.
   *
   * @return to be written and closed
   * @throws ServiceException {@code collection-not-found}; {@code wrong-kind} if it is kept beside
   *     the storage root, or may be changed by other programs
   */
  public CollectionExport export(CollectionName name) throws IOException {
    Journal journal = requireExport(name);
    try {
      return CollectionExport.make(journal, name);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Checks that a collection can be exported, at no cost.
   *
   * @return the log of its files
   * @throws ServiceException as {@link #export}, unless its files turn out to be too many
   */
  public Journal requireExport(CollectionName name) {
    requireOwn(collections.require(name));
    return requireJournal();
  }

  private void requireOwn(Collection collection) {
    boolean isElsewhere =
        collection.placement().store().isPresent()
            || collection.schema() instanceof PlacedSchema schema && schema.path().isPresent();
    if (isElsewhere || storage.isShared) {
      throw new ServiceException(
          ErrorCode.WRONG_KIND,
          isElsewhere
              ? "The collection is kept in a store beside the storage root, or at a path of one; copy"
                  + " it there with the tools of that store."
              : "Deker processes may change the files of this storage at any moment"
                  + " (hypertile.storage.shared), so that a copy would not be of one.");
    }
  }

  private Journal requireJournal() {
    return storage.journal.orElseThrow(() ->
        new ServiceException(
            ErrorCode.WRONG_KIND, "This server keeps no files, which an archive would hold."));
  }

  /**
   * Takes an archive in and makes the collection of it.
   *
   * @param name of the new collection
   * @param limit most bytes of all files together
   * @throws ServiceException {@code already-exists}; {@code malformed-body} if it is no archive of
   *     a collection, damaged or of a newer version; {@code body-too-large}. Nothing has changed
   *     then
   */
  public Collection receive(CollectionName name, InputStream body, long limit) throws IOException {
    Journal journal = requireJournal();
    requireFree(name);
    try (StagedArchive archive = StagedArchive.receive(body, spool, limit)) {
      return receive(name, archive, journal);
    }
  }

  private Collection receive(CollectionName name, StagedArchive archive, Journal journal) {
    try (CollectionImport made = CollectionImport.receive(journal, archive, name, renaming)) {
      try (HeldLock held =
          storage.locks.acquire(new LockKey(name.text(), ""), LockMode.WRITE, storage.patience)) {
        requireFree(name);
        made.commit();
      }
      return adopt(name, made);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void requireFree(CollectionName name) {
    boolean isThere;
    try {
      isThere = collections.find(name).isPresent();
    } catch (CorruptDataException e) {
      isThere = true;
    }
    if (isThere) {
      throw new ServiceException(
          ErrorCode.ALREADY_EXISTS,
          "A collection of this name exists already; choose another name or delete it first.",
          Map.of("collection", name.text()),
          null);
    }
  }

  /** A document that cannot be read, or that leads elsewhere, takes the collection out again. */
  private Collection adopt(CollectionName name, CollectionImport made) {
    boolean isRight = false;
    try {
      Collection collection = collections.adopt(name);
      isRight = isWhole(collection);
      if (isRight) {
        return collection;
      }
    } catch (CorruptDataException e) {
      throw malformed(e);
    } finally {
      if (!isRight) {
        made.undo();
      }
    }
    throw malformed(null);
  }

  private boolean isWhole(Collection collection) {
    boolean isElsewhere =
        collection.schema() instanceof PlacedSchema schema && schema.path().isPresent();
    boolean hasBase =
        !(collection.schema() instanceof ViewSchema view)
            || collections.find(view.base()).isPresent();
    return !isElsewhere && hasBase;
  }

  private static ServiceException malformed(@Nullable Exception cause) {
    return new ServiceException(
        ErrorCode.MALFORMED_BODY,
        cause == null
            ? "The collection of the archive needs another one that is not here, such as the base of"
                + " a view, or leads to a path outside of it; nothing was made."
            : "The document of the archive's collection cannot be read; nothing was made.",
        Map.of(),
        cause);
  }

  private static ServiceException failed(IOException cause) {
    boolean full = FullStorage.isCauseOf(cause);
    return new ServiceException(
        full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_UNAVAILABLE,
        full
            ? "The storage has no room for a copy of the collection's files."
            : cause instanceof BackupFault fault && fault.reason().isPresent()
                ? fault.reason().get()
                : "The files of the collection cannot be copied; see the log of the server.",
        Map.of(),
        cause);
  }
}
