package io.hypertile.dataset;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.array.CellReader;
import io.hypertile.array.Labels;
import io.hypertile.array.Precondition;
import io.hypertile.array.Version;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Datasets in memory, of numbers alone, that are made and replaced and nothing else. */
public final class HeldDatasets implements Datasets {
  private Map<DatasetName, Kept> kept = Map.of();
  private long epoch;
  private int open;

  private record Kept(Dataset dataset, Map<ArrayName, byte[]> cells) {}

  /** States that were opened and not closed. */
  public int openStates() {
    return open;
  }

  @Override
  public DatasetsState open() {
    open++;
    return new State(kept, epoch);
  }

  @Override
  public List<Version> create(List<NewDataset> datasets, boolean isReplacing) {
    Map<DatasetName, Kept> changed = new LinkedHashMap<>(kept);
    List<Version> versions = new ArrayList<>();
    epoch++;
    for (NewDataset dataset : datasets) {
      if (!isReplacing && changed.containsKey(dataset.name())) {
        throw new ServiceException(ErrorCode.ALREADY_EXISTS, "The dataset exists.");
      }
      Kept made = made(dataset, changed.size());
      changed.put(dataset.name(), made);
      versions.add(made.dataset.version());
    }
    kept = changed;
    return versions;
  }

  private Kept made(NewDataset dataset, long row) {
    Version version = new Version("v" + epoch);
    List<DatasetArray> arrays = new ArrayList<>();
    Map<ArrayName, byte[]> cells = new LinkedHashMap<>();
    for (NewDataset.NewArray array : dataset.arrays()) {
      ArrayDefinition definition = array.definition();
      byte[] bytes = new byte[(int) definition.shape().bytes(definition.dtype())];
      array.cells().ifPresent(source -> read(source, bytes));
      arrays.add(
          new DatasetArray(
              definition, ArrayStatistics.unwritten(definition.shape().cells()), version));
      cells.put(definition.name(), bytes);
    }
    return new Kept(new Dataset(dataset.name(), row, dataset.attributes(), arrays, version), cells);
  }

  private static void read(CellSource source, byte[] bytes) {
    ByteBuffer target = ByteBuffer.wrap(bytes);
    try (source) {
      while (target.hasRemaining() && source.read(target) >= 0) {
        continue;
      }
      if (target.hasRemaining() || source.read(ByteBuffer.allocate(1)) >= 0) {
        throw new IllegalStateException("not the cells of the array");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class State implements DatasetsState {
    private final Map<DatasetName, Kept> found;
    private final long number;
    private boolean isClosed;

    State(Map<DatasetName, Kept> found, long number) {
      this.found = found;
      this.number = number;
    }

    @Override
    public long epoch() {
      return number;
    }

    @Override
    public long count() {
      return found.size();
    }

    @Override
    public long rows() {
      return found.size();
    }

    @Override
    public Optional<Dataset> find(DatasetName name) {
      return Optional.ofNullable(found.get(name)).map(Kept::dataset);
    }

    @Override
    public void forEach(long afterRow, long limit, Consumer<Dataset> reader) {
      found.values().stream()
          .map(Kept::dataset)
          .filter(dataset -> dataset.row() > afterRow)
          .limit(limit)
          .forEach(reader);
    }

    @Override
    public FactsCursor facts() {
      return new FactsOneByOne(this);
    }

    @Override
    public List<DatasetName> names(String prefix, Optional<DatasetName> after, int limit) {
      return found.keySet().stream()
          .filter(name -> name.text().startsWith(prefix))
          .filter(name -> after.isEmpty() || name.compareTo(after.get()) > 0)
          .sorted()
          .limit(limit)
          .toList();
    }

    @Override
    public CellArray array(DatasetName dataset, ArrayName array) {
      if (isClosed) {
        throw new IllegalStateException("the state was closed");
      }
      return new Found(found.get(dataset), array);
    }

    @Override
    public void close() {
      if (isClosed) {
        throw new IllegalStateException("the state was closed before");
      }
      isClosed = true;
      open--;
    }
  }

  /** Numbers in the array of a dimension's name are its labels. */
  private record Found(Kept kept, ArrayName array) implements CellArray, CellReader {
    private DatasetArray found() {
      return kept.dataset.find(array).orElseThrow();
    }

    @Override
    public String name() {
      return array.text();
    }

    @Override
    public ArraySpec spec() {
      ArrayDefinition definition = found().definition();
      FillValue fill =
          definition
              .fill()
              .orElse(FillValue.of(definition.dtype(), new byte[definition.dtype().size()]));
      List<Axis> axes = new ArrayList<>();
      for (int axis = 0; axis < definition.shape().rank(); axis++) {
        String dimension = definition.dimensions().get(axis);
        long size = definition.shape().length(axis);
        byte[] labels = kept.cells.get(new ArrayName(dimension));
        axes.add(
            labels == null
                ? new Axis.Plain(dimension, size)
                : new Axis.Labelled(dimension, size, new Labels.Numbers(numbers(labels))));
      }
      return new ArraySpec(definition.dtype(), fill, axes);
    }

    private static List<Double> numbers(byte[] cells) {
      List<Double> numbers = new ArrayList<>();
      ByteBuffer bytes = ByteBuffer.wrap(cells).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        numbers.add(bytes.getDouble());
      }
      return numbers;
    }

    @Override
    public Optional<FillValue> nulls() {
      return found().definition().fill();
    }

    @Override
    public Version version() {
      return found().version();
    }

    @Override
    public Optional<Shape> chunkShape() {
      return Optional.empty();
    }

    @Override
    public CellReader open(Region bounds) {
      return this;
    }

    @Override
    public void read(Region region, CellBlock target) {
      ArrayDefinition definition = found().definition();
      long size = definition.dtype().size();
      MemorySegment cells = MemorySegment.ofArray(kept.cells.get(array));
      RegionCopy.forEachRun(
          definition.shape(),
          region,
          (from, to, count) ->
              MemorySegment.copy(cells, from * size, target.cells(), to * size, count * size));
    }

    @Override
    public void close() {}
  }

  @Override
  public Version replace(NewDataset dataset, Precondition condition) {
    return create(List.of(dataset), true).getFirst();
  }

  @Override
  public Version describe(
      DatasetName dataset, Map<String, Optional<TypedValue>> changes, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(DatasetName dataset, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version define(DatasetName dataset, NewDataset.NewArray array) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version describe(
      DatasetName dataset,
      ArrayName array,
      Map<String, Optional<TypedValue>> changes,
      Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version grow(DatasetName dataset, ArrayName array, Shape shape, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Version append(Addition addition, long count, CellSource cells, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void deleteArray(DatasetName dataset, ArrayName array, Precondition condition) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void flush() {}

  @Override
  public Compacted compact() {
    return new Compacted(0, 0);
  }
}
