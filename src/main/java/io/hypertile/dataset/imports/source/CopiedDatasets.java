package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.NewDataset;
import io.hypertile.dataset.imports.ImportedDatasets;
import io.hypertile.dataset.imports.LazyCells;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.memory.MemoryShare;
import io.hypertile.ndarray.CellSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Copies of datasets that are kept elsewhere, in one state. Definitions are taken over without
 * codecs, which are those of the collection they come to.
 */
public final class CopiedDatasets implements ImportedDatasets {
  /** Attribute that names dimensions where xarray writes format 2, and hides where it reads it. */
  private static final String DIMENSIONS_OF_FORMAT_2 = "_ARRAY_DIMENSIONS";

  private final DatasetsState state;
  private final List<DatasetName> names;
  private final DatasetName top;
  private final MemoryShare memory;

  /**
   * Datasets of a state, which is closed with them.
   *
   * @param top name that the group at the top of a hierarchy gets
   */
  CopiedDatasets(DatasetsState state, DatasetName top, MemoryShare memory) {
    this(state, new ArrayList<>(), top, memory);
    state.forEach(-1, Long.MAX_VALUE, dataset -> names.add(dataset.name()));
  }

  private CopiedDatasets(
      DatasetsState state, List<DatasetName> names, DatasetName top, MemoryShare memory) {
    this.state = state;
    this.names = names;
    this.top = top;
    this.memory = memory;
  }

  /**
   * The dataset at the top of a hierarchy alone.
   *
   * @param state closed with it
   * @param name that it gets
   */
  public static CopiedDatasets top(DatasetsState state, DatasetName name, MemoryShare memory) {
    return new CopiedDatasets(state, List.of(DatasetName.TOP), name, memory);
  }

  @Override
  public int count() {
    return names.size();
  }

  @Override
  public DatasetName name(int index) {
    DatasetName name = names.get(index);
    return name.equals(DatasetName.TOP) ? top : name;
  }

  @Override
  public NewDataset dataset(int index) {
    DatasetName source = names.get(index);
    Dataset dataset =
        state
            .find(source)
            .orElseThrow(() ->
                new ServiceException(
                    ErrorCode.LOCKED,
                    "The hierarchy is being changed by another program; try again later.",
                    Map.of("dataset", source.text()),
                    null));
    List<NewDataset.NewArray> arrays = new ArrayList<>();
    dataset.arrays().forEach(array -> arrays.add(array(source, array)));
    return new NewDataset(name(index), dataset.attributes(), arrays);
  }

  private NewDataset.NewArray array(DatasetName dataset, DatasetArray array) {
    ArrayDefinition found = array.definition();
    ArrayName name = found.name();
    ArrayDefinition definition =
        new ArrayDefinition(
            name,
            found.dtype(),
            found.dimensions(),
            found.shape(),
            found.chunkShape(),
            found.fill(),
            Optional.empty(),
            found.attributes().with(Map.of(DIMENSIONS_OF_FORMAT_2, Optional.empty())));
    CellSource cells = new LazyCells(() -> CopiedCells.of(state.array(dataset, name), memory));
    return new NewDataset.NewArray(definition, Optional.of(cells));
  }

  @Override
  public List<String> findings() {
    return List.of();
  }

  @Override
  public void close() {
    state.close();
  }
}
