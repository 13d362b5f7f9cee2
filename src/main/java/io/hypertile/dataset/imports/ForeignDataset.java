package io.hypertile.dataset.imports;

import io.hypertile.dataset.TypedValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A dataset as a file of another program has it. Immutable.
 *
 * @param attributes by name, in the file's order
 * @param arrays in the file's order
 */
public record ForeignDataset(Map<String, TypedValue> attributes, List<ForeignArray> arrays) {
  public ForeignDataset {
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    arrays = List.copyOf(arrays);
  }
}
