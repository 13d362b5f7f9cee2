package io.hypertile.deker.store.files;

import io.hypertile.deker.form.DekerSchemaJson;
import io.hypertile.engine.CollectionStore;
import io.hypertile.engine.CollectionTrash;
import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Payload;
import io.hypertile.journal.change.RootPath;
import io.hypertile.journal.change.Transaction;
import io.hypertile.json.JsonReading;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.Collection;
import io.hypertile.schema.CollectionName;
import io.hypertile.schema.Removal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Collections as directories with a document, each beside its lock file (deker-layout.md,
 * "Directories" and "Collection documents").
 */
public final class DekerCollections implements CollectionStore {
  private static final long LARGEST_DOCUMENT = 64L << 20;

  private final DekerLayout layout;
  private final Journal journal;
  private final LockManager locks;
  private final Duration lockTimeout;
  private final DekerTrash trash;

  /**
   * Documents that were read. Not bounded otherwise: at most one for each collection that was there
   * when it was asked for, and names without a document are taken out.
   */
  private final Map<CollectionName, Kept> kept = new ConcurrentHashMap<>();

  /**
   * A parsed document and the state of the file it was read from.
   *
   * @param stored the name in the document; the directory's name is the one that counts
   */
  private record Kept(FileStamp stamp, Collection collection, CollectionName stored) {}

  public DekerCollections(
      DekerLayout layout, Journal journal, LockManager locks, Duration lockTimeout) {
    this.layout = layout;
    this.journal = journal;
    this.locks = locks;
    this.lockTimeout = lockTimeout;
    this.trash = new DekerTrash(layout, journal, this::lock);
  }

  @Override
  public void create(Collection collection) {
    CollectionName name = collection.name();
    ChunkPlanning.requireStorable(collection);
    try (HeldLock held = lock(name)) {
      if (Files.exists(layout.at(layout.collection(name)), LinkOption.NOFOLLOW_LINKS)) {
        throw new ServiceException(
            ErrorCode.ALREADY_EXISTS,
            "A collection of this name exists already; choose another name or delete it first.",
            Map.of("collection", name.text()),
            null);
      }
      byte[] document = DekerSchemaJson.write(collection).getBytes(StandardCharsets.UTF_8);
      journal.commit(
          Transaction.of(
              new Change.MakeDirectories(layout.collection(name)),
              new Change.WriteBytes(layout.document(name), 0, Payload.of(document)),
              new Change.SetLength(layout.collectionLock(name), 0)));
    }
  }

  @Override
  public Optional<Collection> find(CollectionName name) {
    return read(name).map(Kept::collection);
  }

  /** The name that the document of a collection bears; empty when there is no document. */
  public Optional<CollectionName> storedName(CollectionName name) {
    return read(name).map(Kept::stored);
  }

  private Optional<Kept> read(CollectionName name) {
    RootPath document = layout.document(name);
    Path file = layout.at(document);
    try {
      FileStamp stamp = FileStamp.of(file);
      Kept known = kept.get(name);
      if (known == null || !known.stamp().equals(stamp)) {
        Collection parsed = parse(document, file, stamp);
        Collection named = new Collection(name, parsed.arrays(), parsed.options());
        known = new Kept(stamp, named, parsed.name());
        if (stamp.isSettled()) {
          kept.put(name, known);
        }
      }
      return Optional.of(known);
    } catch (NoSuchFileException e) {
      kept.remove(name);
      return Optional.empty();
    } catch (IOException e) {
      throw StorageFailures.unavailable(document.text(), e);
    }
  }

  private static Collection parse(RootPath document, Path file, FileStamp stamp)
      throws IOException {
    if (stamp.size() > LARGEST_DOCUMENT) {
      throw new CorruptDataException(
          document.text(), "collection document", 0, stamp.size() + " bytes are too many", null);
    }
    try {
      return DekerSchemaJson.parse(JsonReading.parseStored(Files.readAllBytes(file)));
    } catch (ServiceException e) {
      throw new CorruptDataException(
          document.text(), "collection document", -1, e.detail() + " " + e.members(), e);
    }
  }

  @Override
  public List<CollectionName> list() {
    List<CollectionName> names = new ArrayList<>();
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(layout.at(DekerLayout.COLLECTIONS))) {
      for (Path entry : entries) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          nameOf(entry).ifPresent(names::add);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException | DirectoryIteratorException e) {
      throw StorageFailures.unavailable(DekerLayout.COLLECTIONS.text(), e);
    }
    names.sort(null);
    return names;
  }

  /** The name of the collection in a directory; empty for one that no collection can have made. */
  private static Optional<CollectionName> nameOf(Path directory) {
    try {
      return Optional.of(new CollectionName(directory.getFileName().toString()));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean delete(CollectionName name) {
    return delete(name, collection -> {});
  }

  @Override
  public boolean delete(CollectionName name, Consumer<Collection> check) {
    return remove(
        name,
        check,
        Transaction.of(
            new Change.DeleteTree(layout.collection(name)),
            new Change.Delete(layout.collectionLock(name))));
  }

  @Override
  public boolean discard(Removal removal, Consumer<Collection> check) {
    return remove(removal.name(), check, trash.discarding(removal));
  }

  private boolean remove(CollectionName name, Consumer<Collection> check, Transaction removal) {
    try (HeldLock held = lock(name)) {
      if (!isDirectory(layout.collection(name))) {
        return false;
      }
      findReadable(name).ifPresent(check);
      journal.commit(removal);
      kept.remove(name);
      return true;
    }
  }

  @Override
  public CollectionTrash trash() {
    return trash;
  }

  /** A damaged collection can be deleted too. */
  private Optional<Collection> findReadable(CollectionName name) {
    try {
      return find(name);
    } catch (CorruptDataException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean clear(CollectionName name) {
    return removeArrays(name, () -> deletions(name));
  }

  private List<Change> deletions(CollectionName name) {
    List<Change> changes = new ArrayList<>();
    for (RootPath directory : layout.contents(name)) {
      if (isDirectory(directory)) {
        changes.add(new Change.DeleteTree(directory));
      }
    }
    return changes;
  }

  /** Makes the changes that remove arrays; false if there is no collection of the name. */
  private boolean removeArrays(CollectionName name, Supplier<List<Change>> removal) {
    try (HeldLock held = lock(name)) {
      if (!isDirectory(layout.collection(name))) {
        return false;
      }
      List<Change> changes = removal.get();
      if (!changes.isEmpty()) {
        journal.commit(new Transaction(changes));
      }
      return true;
    }
  }

  @Override
  public boolean keepsArrays(CollectionName name) {
    return Files.isRegularFile(layout.at(layout.document(name)), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public boolean discardArrays(Removal removal) {
    return keepsArrays(removal.name())
        ? removeArrays(removal.name(), () -> trash.discardingArrays(removal))
        : clear(removal.name());
  }

  private boolean isDirectory(RootPath path) {
    return Files.isDirectory(layout.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  private HeldLock lock(CollectionName name) {
    return locks.acquire(new LockKey(name.text(), ""), LockMode.WRITE, lockTimeout);
  }
}
