package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetName;
import io.hypertile.ndarray.CellType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Union of the arrays and attributes of many datasets, with the types they merge to (atlas-rules.md
 * 13, 18, 81). Immutable.
 *
 * @param datasets number of datasets
 * @param arrays by name, in order
 * @param attributes of datasets by name, in order
 */
public record MergedSchema(
    long datasets,
    NavigableMap<ArrayName, MergedArray> arrays,
    NavigableMap<String, MergedAttribute> attributes) {
  public MergedSchema {
    arrays = Collections.unmodifiableNavigableMap(new TreeMap<>(arrays));
    attributes = Collections.unmodifiableNavigableMap(new TreeMap<>(attributes));
  }

  /**
   * Arrays of one name.
   *
   * @param dtype what their types merge to; the first one's where some do not merge
   * @param datasets number of datasets that have one
   * @param kinds kinds of their cells' extremes
   * @param mismatches number of datasets whose array has a type that does not merge with those
   *     before it
   * @param findings the first of these
   */
  public record MergedArray(
      CellType dtype,
      long datasets,
      Set<ValueKind> kinds,
      long mismatches,
      List<TypeMismatch> findings) {
    public MergedArray {
      kinds = kinds.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(kinds));
      findings = List.copyOf(findings);
    }
  }

  /** An array whose type does not merge with those of others. */
  public record TypeMismatch(DatasetName dataset, CellType dtype) {}

  /**
   * Attributes of one name.
   *
   * @param datasets number of datasets that have one
   * @param kinds kinds of their values
   * @param type name of the type that their types merge to; empty where they do not
   */
  public record MergedAttribute(long datasets, Set<ValueKind> kinds, Optional<String> type) {
    public MergedAttribute {
      kinds = Collections.unmodifiableSet(EnumSet.copyOf(kinds));
    }
  }

  /** Arrays of a name, as {@link Map#get} would give them. */
  Optional<MergedArray> find(String array) {
    // Every name that is an array's is a valid one; others are not looked for.
    return arrays.entrySet().stream()
        .filter(entry -> entry.getKey().text().equals(array))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
