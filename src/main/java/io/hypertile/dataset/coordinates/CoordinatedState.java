package io.hypertile.dataset.coordinates;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.CellArray;
import io.hypertile.dataset.ArrayBox;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Datasets of a collection in one state, whose arrays have the coordinates of their axes. */
final class CoordinatedState implements DatasetsState {
  private final HeldState held;
  private final AxisBinding binding;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /** The dataset that was asked for last, as its arrays are asked for next. */
  private volatile @Nullable Dataset recent;

  /** Takes over a state. */
  CoordinatedState(DatasetsState state, AxisBinding binding) {
    this.held = new HeldState(state);
    this.binding = binding;
  }

  @Override
  public long epoch() {
    return held.state().epoch();
  }

  @Override
  public OptionalLong stamp() {
    return held.state().stamp();
  }

  @Override
  public long count() {
    return held.state().count();
  }

  @Override
  public long rows() {
    return held.state().rows();
  }

  @Override
  public Optional<Dataset> find(DatasetName name) {
    Dataset known = recent;
    if (known != null && known.name().equals(name)) {
      return Optional.of(known);
    }
    Optional<Dataset> found = held.state().find(name);
    found.ifPresent(dataset -> recent = dataset);
    return found;
  }

  @Override
  public Optional<DatasetArray> find(DatasetName dataset, ArrayName array) {
    return held.state().find(dataset, array);
  }

  @Override
  public void forEach(ArrayName array, BiConsumer<DatasetName, DatasetArray> reader) {
    held.state().forEach(array, reader);
  }

  @Override
  public void forEach(long afterRow, long limit, Consumer<Dataset> reader) {
    held.state().forEach(afterRow, limit, reader);
  }

  @Override
  public FactsCursor facts() {
    return held.state().facts();
  }

  @Override
  public <T> void summaries(Summary<T> summary, Consumer<T> reader) {
    held.state().summaries(summary, reader);
  }

  @Override
  public List<DatasetName> names(String prefix, Optional<DatasetName> after, int limit) {
    return held.state().names(prefix, after, limit);
  }

  @Override
  public CellArray array(DatasetName dataset, ArrayName array) {
    CellArray cells = held.state().array(dataset, array);
    HeldState.Share share = held.share();
    boolean isBound = false;
    boolean isFound = false;
    try {
      Optional<Dataset> found = cells.spec().axes().isEmpty() ? Optional.empty() : find(dataset);
      ArraySpec spec =
          found.map(each -> binding.bind(cells.spec(), each, share)).orElse(cells.spec());
      isBound = spec != cells.spec();
      isFound = true;
      return isBound ? new BoundArray(cells, spec, dataset, binding, share) : cells;
    } finally {
      if (!isBound) {
        share.close();
      }
      if (!isFound) {
        cells.close();
      }
    }
  }

  @Override
  public void read(List<ArrayBox> boxes) {
    held.state().read(boxes);
  }

  @Override
  public void close() {
    if (!isClosed.getAndSet(true)) {
      held.release();
    }
  }
}
