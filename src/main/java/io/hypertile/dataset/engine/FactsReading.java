package io.hypertile.dataset.engine;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayKind;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.FigureCell;
import io.hypertile.dataset.columns.FactsSource;
import io.hypertile.dataset.figures.NoteSum;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedState.ContentName;
import io.hypertile.store.SharedState.NotedRows;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.GroupDocument;
import io.hypertile.zarr.cells.ZarrNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the facts of datasets of a state that has an index: figures of the notes in it, and only
 * where a chunk has none of its cells.
 *
 * @param state open as long as this is used
 */
record FactsReading(PinnedState state, NotedRows rows, DatasetReading reading)
    implements FactsSource {
  @Override
  public Described describe(long row, DatasetName dataset) {
    StorePrefix place = reading.places().of(dataset);
    if (!(ZarrNodes.find(state.all(), place).orElse(null) instanceof GroupDocument group)) {
      return Described.NONE;
    }
    List<ArrayKind> arrays = new ArrayList<>();
    for (String each : GroupForm.arrays(group).orElse(List.of())) {
      DatasetPlaces.arrayName(place.child(each))
          .flatMap(name -> definition(row, dataset, name))
          .ifPresent(found -> arrays.add(new ArrayKind(found.name(), found.dtype())));
    }
    return new Described(AttributesForm.read(group.attributes()), arrays);
  }

  /** The declaration of an array; empty if the dataset does not have the array. */
  private Optional<ArrayDefinition> definition(long row, DatasetName dataset, ArrayName array) {
    Optional<ContentName> document = rows.document(row, array.text());
    return document.isEmpty()
        ? Optional.empty()
        : reading
            .definitions()
            .of(state.all(), () -> reading.places().of(dataset, array), array, document);
  }

  @Override
  public void figures(long row, DatasetName dataset, ArrayName array, FigureCell cell) {
    Optional<ArrayDefinition> declared = definition(row, dataset, array);
    if (declared.isEmpty()) {
      cell.clear();
      return;
    }
    NoteSum sum = new NoteSum();
    boolean isNoted = rows.notes(row, array.text(), sum::add);
    boolean isDone = isNoted && sum.put(declared.get(), cell);
    if (!isDone) {
      cell.set(reading.find(state, dataset, array));
    }
  }
}
