package io.hypertile.dataset.engine;

import io.hypertile.array.Version;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedState.ContentName;
import io.hypertile.store.SharedState.NotedRows;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the arrays of one name in the rows of a state. Neighbours mostly share a document and a
 * last change, and then their declaration and version. For one thread, while the state is open.
 */
final class ArrayMembers {
  private final PinnedState state;
  private final NotedRows rows;
  private final DatasetReading reading;
  private final ArrayName array;
  private @Nullable ContentName content;
  private Optional<ArrayDefinition> definition = Optional.empty();
  private long change = -1;
  private @Nullable ObjectVersion changed;
  private @Nullable Version version;

  ArrayMembers(PinnedState state, NotedRows rows, DatasetReading reading, ArrayName array) {
    this.state = state;
    this.rows = rows;
    this.reading = reading;
    this.array = array;
  }

  /** Gives all of them, in the order of their rows. */
  void forEach(BiConsumer<DatasetName, DatasetArray> reader) {
    for (long row = 0; row < rows.rows(); row++) {
      Optional<ContentName> document = rows.document(row, array.text());
      Optional<String> name = document.isPresent() ? rows.name(row) : Optional.empty();
      if (name.isPresent()) {
        give(row, new DatasetName(name.get()), document.get(), reader);
      }
    }
  }

  private void give(
      long row,
      DatasetName dataset,
      ContentName document,
      BiConsumer<DatasetName, DatasetArray> reader) {
    if (!document.equals(content)) {
      definition =
          reading
              .definitions()
              .of(
                  state.all(),
                  () -> reading.places().of(dataset, array),
                  array,
                  Optional.of(document));
      content = document;
    }
    if (definition.isEmpty()) {
      return;
    }
    ArrayDefinition declared = definition.get();
    ObjectVersion own = changed(rows.changed(row, array.text()));
    Version shown = version;
    if (shown == null) {
      shown = ZarrNodes.version(own);
      version = shown;
    }
    reader.accept(
        dataset,
        new DatasetArray(
            declared,
            () ->
                reading.statistics().of(state, reading.places().of(dataset, array), declared, own),
            shown));
  }

  private ObjectVersion changed(long last) {
    ObjectVersion known = changed;
    if (known == null || last != change) {
      known = rows.version(last);
      changed = known;
      change = last;
      version = null;
    }
    return known;
  }
}
