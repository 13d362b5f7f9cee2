package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.store.HeldObject;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Piece;
import io.hypertile.store.ReadResult;
import io.hypertile.store.ReadableObjects;
import io.hypertile.store.Revision;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import io.hypertile.zarr.NodeDocument;
import io.hypertile.zarr.ZarrV2;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Objects of one collection as they are read by other programs, by keys relative to it.
 * Thread-safe.
 *
 * @param tree the objects
 */
public record TreeObjects(ObjectTree tree) {
  /** Version of a group that only exists by what is below it. */
  private static final ObjectVersion NEVER_CHANGED = new ObjectVersion("0");

  /** An object, and the state of the collection that it is read from, until this is closed. */
  public static final class Opened implements AutoCloseable {
    private final StoredObject object;
    private final Predicate<Piece> reading;
    private final Runnable closing;

    private Opened(StoredObject object, Predicate<Piece> reading, Runnable closing) {
      this.object = object;
      this.reading = reading;
      this.closing = closing;
    }

    private static Opened of(ReadableObjects objects, StoredObject object, Runnable closing) {
      return new Opened(
          object,
          piece ->
              objects.read(object.key(), List.of(piece), Optional.of(object.version()))
                  instanceof ReadResult.Read,
          closing);
    }

    /** The object as it was found. */
    public StoredObject object() {
      return object;
    }

    /**
     * Reads a part of it.
     *
     * @return false if it is not any more as it was found
     */
    public boolean read(Piece piece) {
      return reading.test(piece);
    }

    @Override
    public void close() {
      closing.run();
    }
  }

  /** The store's key for one relative to the collection; empty if the store cannot have it. */
  static Optional<StoreKey> key(ObjectTree tree, String key) {
    String whole = tree.root().isRoot() ? key : tree.root().text() + "/" + key;
    return StoreKey.isKey(whole) && TreeRules.isName(key)
        ? Optional.of(new StoreKey(whole))
        : Optional.empty();
  }

  /** The object of a key; empty if it does not exist. */
  public Optional<StoredObject> find(String key) {
    try (Opened opened = open(key).orElse(null)) {
      return Optional.ofNullable(opened).map(Opened::object);
    }
  }

  /** Opens the object of a key; empty if it does not exist. */
  public Optional<Opened> open(String key) {
    return key.equals(NodeDocument.NAME) ? openRoot() : openStored(key);
  }

  /** The document of the collection's group, as its clients put it. */
  private Optional<Opened> openRoot() {
    StoreKey root = tree.root().key(NodeDocument.NAME);
    Optional<LoadedObject> stored = tree.objects().load(root, TreeRules.LONGEST_STORED);
    boolean isOnlyBelow =
        tree.changes().isEmpty()
            && tree.objects().find(tree.root().key(ZarrV2.GROUP)).isEmpty()
            && tree.objects().find(tree.root().key(ZarrV2.ARRAY)).isEmpty();
    if (stored.isEmpty() && !isOnlyBelow) {
      return Optional.empty();
    }
    byte[] shown = RootDocument.shown(stored);
    ObjectVersion version = stored.map(LoadedObject::version).orElse(NEVER_CHANGED);
    HeldObject held = new HeldObject(shown, version);
    StoredObject object = tree.objects().find(root).orElse(held.object(root));
    return Optional.of(
        new Opened(
            new StoredObject(root, shown.length, version, object.modified()),
            piece -> held.read(List.of(piece), Optional.empty()) instanceof ReadResult.Read,
            () -> {}));
  }

  private Optional<Opened> openStored(String key) {
    Optional<StoreKey> whole = key(tree, key);
    if (whole.isEmpty() || tree.changes().isEmpty()) {
      return whole
          .flatMap(tree.objects()::find)
          .map(found -> Opened.of(tree.objects(), found, () -> {}));
    }
    Revision state = tree.changes().get().openAll();
    boolean isOpened = false;
    try {
      Optional<Opened> opened =
          state.find(whole.get()).map(found -> Opened.of(state, found, state::close));
      isOpened = opened.isPresent();
      return opened;
    } finally {
      if (!isOpened) {
        state.close();
      }
    }
  }
}
