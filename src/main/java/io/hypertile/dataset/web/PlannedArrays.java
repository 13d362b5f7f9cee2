package io.hypertile.dataset.web;

import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralAnswers;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.dataset.ArrayDefinition;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.across.web.ArraysOfDataset;
import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Cells of arrays of a dataset, and once more those of texts, which formats with cells of one size
 * measure before they are sent.
 *
 * @param texts in the state of the cells
 */
record PlannedArrays(SeveralCells cells, SeveralCells texts) implements AutoCloseable {
  /** No cells. */
  static PlannedArrays none(Dataset dataset) {
    SeveralCells none = new SeveralCells(List.of(), List.of(), dataset.version());
    return new PlannedArrays(none, none);
  }

  /**
   * A region of arrays that are named.
   *
   * @param names at least one, of arrays that are there or not
   * @throws io.hypertile.error.ServiceException as {@link ArraysOfDataset#plan}
   */
  static PlannedArrays of(
      DatasetsState state, Dataset dataset, List<ArrayName> names, SelectionQuery query) {
    SeveralCells cells = new ArraysOfDataset(state, dataset, names).plan(query);
    boolean isPlanned = false;
    try {
      List<ArrayName> texts =
          names.stream()
              .filter(name -> definition(dataset, name).filter(PlannedArrays::isText).isPresent())
              .toList();
      SeveralCells again =
          texts.isEmpty()
              ? none(dataset).cells
              : new ArraysOfDataset(state, dataset, texts).plan(own(query, dataset, texts));
      isPlanned = true;
      return new PlannedArrays(cells, again);
    } finally {
      if (!isPlanned) {
        cells.close();
      }
    }
  }

  private static Optional<ArrayDefinition> definition(Dataset dataset, ArrayName name) {
    return dataset.find(name).map(DatasetArray::definition);
  }

  private static boolean isText(ArrayDefinition definition) {
    return definition.dtype() instanceof CellType.Text;
  }

  /** The selectors that concern some of the arrays. */
  private static SelectionQuery own(SelectionQuery query, Dataset dataset, List<ArrayName> names) {
    Set<String> dimensions = new HashSet<>();
    names.forEach(
        name -> definition(dataset, name).ifPresent(each -> dimensions.addAll(each.dimensions())));
    return query.among(dimensions);
  }

  /** Readings of the boxes of texts that have cells, of which each has its own. */
  List<SeveralAnswers.Text> readings() {
    List<SeveralAnswers.Text> all = new ArrayList<>();
    for (SeveralCells.Box box : texts.boxes()) {
      if (box.form().orElseThrow().selection().cells() > 0) {
        all.add(new SeveralAnswers.Text(box.name(), texts.reads().get(all.size())));
      }
    }
    return all;
  }

  @Override
  public void close() {
    try (texts) {
      cells.close();
    }
  }
}
