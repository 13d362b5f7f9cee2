package io.hypertile.dataset.engine;

import io.hypertile.array.CellArray;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.PinnedState;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArray;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Datasets of a collection in one state. */
final class ZarrDatasetsState implements DatasetsState {
  private final PinnedState pinned;
  private final DatasetParts parts;
  private final long epoch;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** Takes over the state. */
  ZarrDatasetsState(PinnedState pinned, DatasetParts parts) {
    this.pinned = pinned;
    this.parts = parts;
    this.epoch = parts.names().epoch(pinned.all());
  }

  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long count() {
    return parts.names().count(pinned.all());
  }

  @Override
  public long rows() {
    return parts.names().rows(pinned.all());
  }

  @Override
  public Optional<Dataset> find(DatasetName name) {
    return parts.reading().find(pinned, name).map(FoundDataset::dataset);
  }

  @Override
  public Optional<DatasetArray> find(DatasetName dataset, ArrayName array) {
    return parts.places().isShared()
        ? DatasetsState.super.find(dataset, array)
        : parts.reading().find(pinned, dataset, array);
  }

  @Override
  public void forEach(ArrayName array, BiConsumer<DatasetName, DatasetArray> reader) {
    parts
        .names()
        .forEach(
            pinned.all(),
            -1,
            Long.MAX_VALUE,
            (row, name) -> find(name, array).ifPresent(found -> reader.accept(name, found)));
  }

  @Override
  public void forEach(long afterRow, long limit, Consumer<Dataset> reader) {
    parts
        .names()
        .forEach(pinned.all(), afterRow, limit, (row, name) -> find(name).ifPresent(reader));
  }

  @Override
  public List<DatasetName> names(String prefix, Optional<DatasetName> after, int limit) {
    return parts.names().names(pinned.all(), prefix, after, limit);
  }

  @Override
  public CellArray array(DatasetName dataset, ArrayName array) {
    StorePrefix place = parts.places().of(dataset, array);
    return DatasetFaults.meant(
        dataset,
        array,
        () -> {
          ZarrArray found;
          try {
            found = parts.arrays().find(place, pinned::open);
          } catch (ServiceException e) {
            if (e.code() == ErrorCode.ARRAY_NOT_FOUND && find(dataset).isEmpty()) {
              throw DatasetFaults.noDataset(dataset);
            }
            throw e;
          }
          return new DatasetCells(found, dataset, array, parts.changes());
        });
  }

  @Override
  public void read(List<ArrayBox> boxes) {
    DatasetsState.super.read(parts.boxes().read(pinned.all(), boxes));
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      pinned.release();
    }
  }
}
