package io.hypertile.zarr.engine;

import io.hypertile.array.Version;
import io.hypertile.engine.CreationResult;
import io.hypertile.engine.StoredArray;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import io.hypertile.zarr.cells.NewNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes arrays: an entry in the register for each, then its node. Those of a group have their
 * entries put and their nodes committed together. Arrays with an id or a key of one before them
 * wait until it is made or refused. Thread-safe.
 *
 * @param requireCollection throws where a collection is not there
 * @param requireFree throws where a tile of a collection has an id
 */
record NodeCreation(
    Parts parts, HeldNodes nodes, Consumer<Collection> requireCollection, IdCheck requireFree) {
  /** Most arrays of a group: their records and locks are kept in memory together. */
  private static final int GROUP = 512;

  /** A check of an id. */
  @FunctionalInterface
  interface IdCheck {
    void require(Collection collection, ArrayId id);
  }

  /** An array on its way. For one thread at a time. */
  private static final class Item {
    private final ArrayHeader header;
    private final String name;
    private @Nullable NewNode node;
    private @Nullable ServiceException refusal;
    private boolean isClaimed;
    private @Nullable Version version;

    Item(Collection collection, ArrayHeader header) {
      this.header = header;
      this.name = ZarrLayout.node(collection, header);
    }

    /** Takes a step, unless one before it was refused. */
    void attempt(Runnable step) {
      if (refusal == null) {
        try {
          step.run();
        } catch (ServiceException e) {
          refusal = e;
        }
      }
    }

    CreationResult result() {
      return refusal == null
          ? new CreationResult.Created(
              new StoredArray(header, Objects.requireNonNull(version), false))
          : new CreationResult.Refused(refusal);
    }
  }

  /** Makes one array. */
  StoredArray create(Collection collection, ArrayHeader header) {
    return switch (createGroup(collection, List.of(header)).getFirst()) {
      case CreationResult.Created(StoredArray array) -> array;
      case CreationResult.Refused(ServiceException failure) -> throw failure;
    };
  }

  List<CreationResult> createAll(Collection collection, List<ArrayHeader> headers) {
    List<CreationResult> results = new ArrayList<>(headers.size());
    List<ArrayHeader> group = new ArrayList<>();
    Set<Object> taken = new HashSet<>();
    for (ArrayHeader header : headers) {
      String node = ZarrLayout.node(collection, header);
      if (group.size() == GROUP || taken.contains(header.id()) || taken.contains(node)) {
        results.addAll(createGroup(collection, group));
        group.clear();
        taken.clear();
      }
      group.add(header);
      taken.add(header.id());
      taken.add(node);
    }
    results.addAll(createGroup(collection, group));
    return List.copyOf(results);
  }

  private List<CreationResult> createGroup(Collection collection, List<ArrayHeader> headers) {
    List<Item> items = headers.stream().map(header -> new Item(collection, header)).toList();
    try {
      parts.requireWritable();
      try (var held =
          parts
              .locks()
              .forCreation(
                  collection.name(), headers, items.stream().map(item -> item.name).toList())) {
        requireCollection.accept(collection);
        create(collection, items);
      }
    } catch (ServiceException e) {
      items.forEach(item -> item.refusal = Optional.ofNullable(item.refusal).orElse(e));
    }
    return items.stream().map(Item::result).toList();
  }

  private void create(Collection collection, List<Item> items) {
    try {
      parts.each(items, item -> begun(collection, item));
      claim(collection, open(items));
      List<Item> claimed = open(items);
      claimed.forEach(item -> item.attempt(() -> stage(collection, item)));
      List<Item> staged = open(items);
      NewNode.makeAll(staged.stream().map(item -> Objects.requireNonNull(item.node)).toList());
      staged.forEach(item -> item.attempt(() -> item.version = version(collection, item)));
    } finally {
      release(collection, items);
      items.forEach(item -> close(item.node));
    }
  }

  private static List<Item> open(List<Item> items) {
    return items.stream().filter(item -> item.refusal == null).toList();
  }

  private static void close(@Nullable NewNode node) {
    if (node != null) {
      node.close();
    }
  }

  /** Finds the place of an array free. */
  private Item begun(Collection collection, Item item) {
    item.attempt(() -> {
      try {
        item.node = parts.arrays().begin(parts.layout().array(collection.name(), item.name));
      } catch (ServiceException e) {
        throw isTaken(collection, item, e);
      }
      requireFree.require(collection, item.header.id());
    });
    return item;
  }

  private void claim(Collection collection, List<Item> items) {
    if (items.isEmpty()) {
      return;
    }
    items.forEach(item -> item.isClaimed = true);
    List<Boolean> isMade =
        parts
            .register()
            .claimAll(
                collection,
                items.stream().map(item -> item.header.id()).toList(),
                items.stream().map(item -> item.name).toList());
    for (int at = 0; at < items.size(); at++) {
      Item item = items.get(at);
      if (!isMade.get(at)) {
        item.isClaimed = false;
        item.attempt(() -> claim(collection, item));
      }
    }
  }

  /** Takes an entry that is there and means nothing, or says that the id is in use. */
  private void claim(Collection collection, Item item) {
    ArrayId id = item.header.id();
    parts.register().claim(collection, id, item.name, taken -> nodes.isAt(collection, taken, id));
    item.isClaimed = true;
  }

  private static void stage(Collection collection, Item item) {
    Objects.requireNonNull(item.node).stage(NodeDocuments.create(collection, item.header));
  }

  private static Version version(Collection collection, Item item) {
    try {
      return Objects.requireNonNull(item.node).version();
    } catch (ServiceException e) {
      throw e.code() == ErrorCode.ALREADY_EXISTS ? keyInUse(collection) : e;
    }
  }

  /** Gives up entries without nodes. */
  private void release(Collection collection, List<Item> items) {
    List<ArrayId> ids =
        items.stream()
            .filter(item -> item.isClaimed && item.version == null)
            .map(item -> item.header.id())
            .toList();
    if (!ids.isEmpty()) {
      parts.register().releaseAll(collection, ids);
    }
  }

  private static ServiceException isTaken(Collection collection, Item item, ServiceException e) {
    if (e.code() != ErrorCode.ALREADY_EXISTS) {
      return e;
    }
    return collection.arrays().primaryAttributes().isEmpty()
        ? ArrayRegister.idInUse(item.header.id())
        : keyInUse(collection);
  }

  private static ServiceException keyInUse(Collection collection) {
    return new ServiceException(
        ErrorCode.ALREADY_EXISTS,
        "An array of this key exists already; read or change it by its key.",
        Map.of("collection", collection.name().text()),
        null);
  }
}
