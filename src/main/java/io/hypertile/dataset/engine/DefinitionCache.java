package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.BoundedMemory;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedState;
import io.hypertile.store.SharedState.ContentName;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.NodeDocument;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Declarations of arrays, read of their documents, and kept by the names of the bytes of these:
 * what was read of other bytes is never given. Bounded by the bytes of the documents; those used
 * longest ago go first. Thread-safe; no lock is held while a document is read.
 */
final class DefinitionCache {
  private static final long LARGEST = 64 << 10;
  private static final long MOST_BYTES = 4 << 20;

  private final BoundedMemory<Key, ArrayDefinition> known = new BoundedMemory<>(MOST_BYTES);

  /** A document as that of an array of a name. */
  private record Key(ContentName content, ArrayName name) {}

  /** The declaration of an array in a state; empty if it is missing or not understood. */
  Optional<ArrayDefinition> of(Revision state, StorePrefix place, ArrayName name) {
    Optional<ContentName> content =
        state instanceof SharedState shared
            ? shared.content(place.key(NodeDocument.NAME))
            : Optional.empty();
    return of(state, () -> place, name, content);
  }

  /**
   * The declaration of an array in a state.
   *
   * @param place asked for only where the document is read
   * @param content name of the bytes of its document; empty if nothing names them
   */
  Optional<ArrayDefinition> of(
      Revision state, Supplier<StorePrefix> place, ArrayName name, Optional<ContentName> content) {
    Optional<Key> key =
        content.filter(given -> given.length() <= LARGEST).map(given -> new Key(given, name));
    if (key.isEmpty()) {
      return read(state, place.get(), name);
    }
    ArrayDefinition found = known.find(key.get());
    if (found != null) {
      return Optional.of(found);
    }
    Optional<ArrayDefinition> made = read(state, place.get(), name);
    made.ifPresent(each -> known.keep(key.get(), each, key.get().content.length()));
    return made;
  }

  private static Optional<ArrayDefinition> read(Revision state, StorePrefix place, ArrayName name) {
    if (!(TreeNodes.readable(state, place).orElse(null) instanceof ArrayDocument document)) {
      return Optional.empty();
    }
    try {
      return Optional.of(DefinitionForm.read(place.key(NodeDocument.NAME).text(), name, document));
    } catch (ServiceException e) {
      if (TreeNodes.isDamage(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
