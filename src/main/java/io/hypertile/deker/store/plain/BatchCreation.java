package io.hypertile.deker.store.plain;

import io.hypertile.deker.store.files.ArrayLinks;
import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.deker.store.files.LockKeys;
import io.hypertile.deker.store.files.LockStack;
import io.hypertile.deker.store.files.StorageFailures;
import io.hypertile.deker.store.write.TilePool;
import io.hypertile.engine.ArrayFaults;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.Journal;
import io.hypertile.journal.change.Change;
import io.hypertile.journal.change.Transaction;
import io.hypertile.lock.LockKey;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates many arrays, hundreds in one transaction: one record and one wait for the disk serve them
 * all. All locks of a group are taken together, in the order that every taker of several keeps.
 * Groups are made side by side, since making names on disk takes longest and waits for nobody.
 */
final class BatchCreation {
  private static final int GROUP = 500;

  /** Smaller groups cost more by their waits for the disk than they gain side by side. */
  private static final int LEAST_GROUP = 100;

  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Hdf5Engine engine;
  private final Journal journal;
  private final ArrayLinks links;
  private final TilePool helpers;

  BatchCreation(Hdf5Engine engine, Journal journal, ArrayLinks links, TilePool helpers) {
    this.engine = engine;
    this.journal = journal;
    this.links = links;
    this.helpers = helpers;
  }

  /** One array of a group: its place in the key, or why it is refused. */
  private static final class Item {
    private final ArrayHeader header;
    private List<String> keyPath = List.of();
    private @Nullable ServiceException refusal;
    private @Nullable CreationResult result;

    Item(ArrayHeader header) {
      this.header = header;
    }

    LockKey id(Collection collection) {
      return LockKeys.array(collection.name(), header.id());
    }

    LockKey place(Collection collection) {
      return LockKeys.place(collection.name(), keyPath);
    }
  }

  List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    List<Item> items = headers.stream().map(Item::new).toList();
    List<Item> first = new ArrayList<>(items.size());
    List<Item> again = new ArrayList<>();
    Set<LockKey> seen = new HashSet<>();
    for (Item item : items) {
      attempt(item, () -> item.keyPath = ArrayLinks.keyPath(collection, item.header.primary()));
      boolean isFirst = seen.add(item.id(collection));
      isFirst &= item.keyPath.isEmpty() || seen.add(item.place(collection));
      (isFirst ? first : again).add(item);
    }
    List<List<Item>> groups =
        groups(first, Math.clamp(Math.ceilDiv(first.size(), PROCESSORS), LEAST_GROUP, GROUP));
    helpers.forEach(groups.size(), at -> create(collection, groups.get(at)));
    // Those that repeat an id or a key come last, so that the first of the list is always made.
    groups(again, GROUP).forEach(group -> create(collection, group));
    return items.stream().map(item -> Objects.requireNonNull(item.result)).toList();
  }

  private static List<List<Item>> groups(List<Item> items, int size) {
    List<List<Item>> groups = new ArrayList<>();
    for (int from = 0; from < items.size(); from += size) {
      groups.add(items.subList(from, Math.min(items.size(), from + size)));
    }
    return groups;
  }

  private void create(Collection collection, List<Item> items) {
    List<LockKey> keys = new ArrayList<>();
    for (Item item : items) {
      keys.add(item.id(collection));
      if (!item.keyPath.isEmpty()) {
        keys.add(item.place(collection));
      }
    }
    try (LockStack held = engine.lockForCreation(collection, keys)) {
      engine.requireCollection(collection);
      commit(collection, items);
      items.forEach(item -> item.result = result(collection, item));
    } catch (ServiceException e) {
      items.forEach(item -> item.result = refused(item.refusal == null ? e : item.refusal));
    }
  }

  private void commit(Collection collection, List<Item> items) {
    Map<LockKey, ArrayId> taken = new HashMap<>();
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

  private void check(Collection collection, Item item, Map<LockKey, ArrayId> taken) {
    ArrayId id = item.header.id();
    if (links.hasFile(collection, id) || taken.containsKey(item.id(collection))) {
      throw StorageFailures.exists(collection, id, "id");
    }
    Optional<ArrayId> other =
        links
            .find(collection, item.header.primary())
            .or(() -> Optional.ofNullable(taken.get(item.place(collection))));
    if (other.isPresent()) {
      throw StorageFailures.keyExists(collection, other.get(), item.keyPath);
    }
    taken.put(item.id(collection), id);
    if (!item.keyPath.isEmpty()) {
      taken.put(item.place(collection), id);
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
      return refused(ArrayFaults.notFound(collection, id));
    } catch (IOException e) {
      return refused(StorageFailures.unavailable(id.text(), e));
    }
  }

  private static CreationResult refused(ServiceException failure) {
    return new CreationResult.Refused(failure);
  }
}
