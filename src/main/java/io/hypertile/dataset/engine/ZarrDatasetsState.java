package io.hypertile.dataset.engine;

import io.hypertile.array.CellArray;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.FactsOneByOne;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.PinnedState;
import io.hypertile.store.SharedState;
import io.hypertile.store.SharedState.NotedRows;
import io.hypertile.store.StorePrefix;
import io.hypertile.zarr.cells.ZarrArray;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
  public OptionalLong stamp() {
    return pinned.all() instanceof SharedState shared ? shared.stamp() : OptionalLong.empty();
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
    Optional<NotedRows> rows = noted();
    if (rows.isPresent()) {
      new ArrayMembers(pinned, rows.get(), parts.reading(), array).forEach(reader);
      return;
    }
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
  public FactsCursor facts() {
    Optional<NotedRows> rows = noted();
    return rows.isEmpty()
        ? new FactsOneByOne(this)
        : parts
            .reading()
            .facts()
            .open(rows.get(), new FactsReading(pinned, rows.get(), parts.reading()));
  }

  @Override
  public <T> void summaries(Summary<T> summary, Consumer<T> reader) {
    Optional<NotedRows> rows = noted();
    if (rows.isEmpty()) {
      DatasetsState.super.summaries(summary, reader);
    } else {
      FactsReading source = new FactsReading(pinned, rows.get(), parts.reading());
      parts.reading().facts().summaries(rows.get(), source, summary, reader);
    }
  }

  private Optional<NotedRows> noted() {
    return !parts.places().isShared() && pinned.all() instanceof SharedState shared
        ? shared.noted()
        : Optional.empty();
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
