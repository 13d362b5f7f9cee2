package io.hypertile.dataset;

import io.hypertile.array.Version;
import java.util.List;
import java.util.Optional;

/**
 * A dataset as it was found.
 *
 * @param name unique within the collection
 * @param row its ordinal, which no change but a compaction alters; a name that was deleted and made
 *     again has the ordinal it had. Negative where the layout keeps none
 * @param attributes of the dataset
 * @param arrays in the order of their definition
 * @param version changes with every change of the dataset, its arrays and their cells
 */
public record Dataset(
    DatasetName name,
    long row,
    TypedAttributes attributes,
    List<DatasetArray> arrays,
    Version version)
    implements DatasetFacts {
  public Dataset {
    arrays = List.copyOf(arrays);
  }

  /** The array of a name. */
  public Optional<DatasetArray> find(ArrayName array) {
    return arrays.stream().filter(each -> each.definition().name().equals(array)).findFirst();
  }

  @Override
  public List<ArrayKind> kinds() {
    return arrays.stream()
        .map(array -> new ArrayKind(array.definition().name(), array.definition().dtype()))
        .toList();
  }

  @Override
  public boolean figures(ArrayName array, FigureCell cell) {
    return cell.set(find(array));
  }
}
