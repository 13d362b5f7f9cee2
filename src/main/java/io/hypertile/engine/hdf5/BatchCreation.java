package io.hypertile.engine.hdf5;

import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Change;
import io.hypertile.journal.Journal;
import io.hypertile.journal.Transaction;
import io.hypertile.lock.HeldLock;
import io.hypertile.lock.LockKey;
import io.hypertile.lock.LockManager;
import io.hypertile.lock.LockMode;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates many arrays, hundreds in one transaction: one record and one wait for the disk serve them
 * all. All locks of a group are taken together, in the order that every taker of several keeps.
 */
final class BatchCreation {
  private static final int GROUP = 500;

  private final Hdf5Engine engine;
  private final Journal journal;
  private final LockManager locks;
  private final ArrayLinks links;
  private final Hdf5Settings settings;

  BatchCreation(
      Hdf5Engine engine,
      Journal journal,
      LockManager locks,
      ArrayLinks links,
      Hdf5Settings settings) {
    this.engine = engine;
    this.journal = journal;
    this.locks = locks;
    this.links = links;
    this.settings = settings;
  }

  /** One array of a group: its place in the key, or why it is refused. */
  private static final class Item {
    private final ArrayHeader header;
    private List<String> keyPath = List.of();
    private @Nullable ServiceException refusal;

    Item(ArrayHeader header) {
      this.header = header;
    }
  }

  List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    List<CreationResult> results = new ArrayList<>(headers.size());
    for (int from = 0; from < headers.size(); from += GROUP) {
      int to = Math.min(headers.size(), from + GROUP);
      results.addAll(group(collection, headers.subList(from, to)));
    }
    return List.copyOf(results);
  }

  private List<CreationResult> group(Collection collection, List<ArrayHeader> headers) {
    List<Item> items = headers.stream().map(Item::new).toList();
    List<LockKey> keys = new ArrayList<>();
    for (Item item : items) {
      attempt(item, () -> item.keyPath = ArrayLinks.keyPath(collection, item.header.primary()));
      keys.add(Hdf5Engine.key(collection, item.header.id().text()));
      if (!item.keyPath.isEmpty()) {
        keys.add(Hdf5Engine.key(collection, keyName(item)));
      }
    }
    try (HeldLock alive =
            locks.acquire(Hdf5Engine.key(collection, ""), LockMode.READ, settings.lockTimeout());
        HeldLock directories =
            locks.acquire(
                Hdf5Engine.key(collection, Hdf5Engine.DIRECTORIES),
                LockMode.READ,
                settings.lockTimeout());
        HeldLock held =
            locks.acquireAll(keys, LockMode.WRITE, settings.lockTimeout(), "creation of arrays")) {
      engine.requireCollection(collection);
      commit(collection, items);
      return items.stream().map(item -> result(collection, item)).toList();
    } catch (ServiceException e) {
      return items.stream().map(item -> refused(item.refusal == null ? e : item.refusal)).toList();
    }
  }

  private static String keyName(Item item) {
    return "~" + String.join("/", item.keyPath);
  }

  private void commit(Collection collection, List<Item> items) {
    Map<String, ArrayId> taken = new HashMap<>();
    List<Change> changes = new ArrayList<>();
    for (Item item : items) {
      attempt(item, () -> check(collection, item, taken));
      if (item.refusal == null) {
        changes.addAll(engine.creation(collection, item.header, item.keyPath));
      }
    }
    if (!changes.isEmpty()) {
      journal.commit(new Transaction(changes));
    }
  }

  private void check(Collection collection, Item item, Map<String, ArrayId> taken) {
    ArrayId id = item.header.id();
    if (links.hasFile(collection, id) || taken.containsKey(id.text())) {
      throw StorageFailures.exists(collection, id, "id");
    }
    Optional<ArrayId> other =
        links
            .find(collection, item.header.primary())
            .or(() -> Optional.ofNullable(taken.get(keyName(item))));
    if (other.isPresent()) {
      throw StorageFailures.exists(collection, other.get(), "key");
    }
    taken.put(id.text(), id);
    if (!item.keyPath.isEmpty()) {
      taken.put(keyName(item), id);
    }
  }

  private static void attempt(Item item, Runnable step) {
    if (item.refusal == null) {
      try {
        step.run();
      } catch (ServiceException e) {
        item.refusal = e;
      }
    }
  }

  private CreationResult result(Collection collection, Item item) {
    if (item.refusal != null) {
      return refused(item.refusal);
    }
    ArrayId id = item.header.id();
    try {
      FileStamp stamp = FileStamp.of(engine.path(collection, id));
      return new CreationResult.Created(new StoredArray(item.header, stamp.version(), false));
    } catch (NoSuchFileException e) {
      return refused(StorageFailures.notFound(collection, id));
    } catch (IOException e) {
      return refused(StorageFailures.unavailable(id.text(), e));
    }
  }

  private static CreationResult refused(ServiceException failure) {
    return new CreationResult.Refused(failure);
  }
}
