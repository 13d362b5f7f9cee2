package io.hypertile.dataset.across.web;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellArray;
import io.hypertile.cells.web.SelectionQuery;
import io.hypertile.cells.web.SeveralCells;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.reading.PlannedAccess;
import io.hypertile.slice.Selection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Plans reads of the same region of several arrays of one dataset. Used by one thread. */
public final class ArraysOfDataset {
  private final DatasetsState state;
  private final Dataset dataset;
  private final List<ArrayName> names;

  /**
   * A plan that is to be made.
   *
   * @param names of arrays, in order, whether they are there or not
   * @throws ServiceException {@code invalid-request} for no name, or one that is given twice;
   *     {@code array-not-found} if the dataset has none of them
   */
  public ArraysOfDataset(DatasetsState state, Dataset dataset, List<ArrayName> names) {
    this.state = state;
    this.dataset = dataset;
    this.names = List.copyOf(names);
    if (new HashSet<>(names).size() < names.size()) {
      throw invalid("An array is named twice; name it once.");
    }
    if (names.isEmpty()) {
      throw invalid("The list of arrays is empty; name one at least.");
    }
    if (names.stream().allMatch(name -> dataset.find(name).isEmpty())) {
      throw new ServiceException(
          ErrorCode.ARRAY_NOT_FOUND,
          "The dataset has none of the arrays.",
          Map.of("dataset", dataset.name().text()),
          null);
    }
  }

  private static ServiceException invalid(String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", "arrays"), null);
  }

  /**
   * The region of each array. Selectors by the name of a dimension concern the arrays that have it;
   * others are whole (atlas-rules.md 45).
   *
   * @throws ServiceException {@code invalid-slice} with the member {@code array}
   */
  public SeveralCells plan(SelectionQuery query) {
    List<SeveralCells.Box> boxes = new ArrayList<>();
    List<PlannedAccess> reads = new ArrayList<>();
    List<CellArray> opened = new ArrayList<>();
    boolean isPlanned = false;
    try {
      for (ArrayName name : names) {
        if (dataset.find(name).isPresent()) {
          opened.add(state.array(dataset.name(), name));
        }
      }
      Set<String> known = new LinkedHashSet<>();
      opened.forEach(array -> known.addAll(names(array.spec())));
      query.requireAmong(known, "arrays");
      int next = 0;
      for (ArrayName name : names) {
        if (dataset.find(name).isEmpty()) {
          boxes.add(new SeveralCells.Box(name.text(), Optional.empty()));
          continue;
        }
        CellArray array = opened.get(next++);
        Selection selection = resolve(query, name, array.spec());
        boxes.add(
            new SeveralCells.Box(
                name.text(),
                Optional.of(new SeveralCells.Form(array.spec(), selection, array.nulls()))));
        if (selection.cells() > 0) {
          reads.add(PlannedAccess.of(array, selection));
        } else {
          array.close();
        }
      }
      isPlanned = true;
      return new SeveralCells(boxes, reads, dataset.version());
    } finally {
      if (!isPlanned) {
        opened.forEach(CellArray::close);
      }
    }
  }

  /** The region in one array, without what is said of dimensions that it does not have. */
  private static Selection resolve(SelectionQuery query, ArrayName name, ArraySpec spec) {
    try {
      return query.among(names(spec)).resolve(spec);
    } catch (ServiceException e) {
      throw e.with("array", name.text());
    }
  }

  private static Set<String> names(ArraySpec spec) {
    Set<String> names = new LinkedHashSet<>();
    for (Axis axis : spec.axes()) {
      names.add(axis.name());
      if (axis instanceof Axis.Scaled scaled && scaled.scale().name() != null) {
        names.add(scaled.scale().name());
      }
    }
    return names;
  }
}
