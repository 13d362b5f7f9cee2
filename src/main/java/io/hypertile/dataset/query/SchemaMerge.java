package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.Dataset;
import io.hypertile.dataset.DatasetArray;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.WiderTypes;
import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Merges the schemas of datasets one after the other. Used by one thread. */
public final class SchemaMerge {
  /** Mismatches of one name that are told. */
  static final int MOST_FINDINGS = 20;

  private final Map<ArrayName, Arrays> arrays = new HashMap<>();
  private final Map<String, Attributes> attributes = new HashMap<>();
  private long datasets;

  /** Arrays of one name. */
  private static final class Arrays {
    private CellType dtype;
    private long datasets;
    private long mismatches;
    private final Set<CellType> seen = new LinkedHashSet<>();
    private final Set<CellType> apart = new HashSet<>();
    private final List<MergedSchema.TypeMismatch> findings = new ArrayList<>();

    Arrays(CellType first) {
      this.dtype = first;
    }

    void add(DatasetName dataset, CellType type) {
      datasets++;
      if (seen.add(type)) {
        Optional<CellType> wider = WiderTypes.merge(dtype, type);
        dtype = wider.orElse(dtype);
        if (wider.isEmpty()) {
          apart.add(type);
        }
      }
      if (!apart.isEmpty() && apart.contains(type)) {
        mismatches++;
        if (findings.size() < MOST_FINDINGS) {
          findings.add(new MergedSchema.TypeMismatch(dataset, type));
        }
      }
    }

    MergedSchema.MergedArray merged() {
      EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
      seen.forEach(type -> ValueKind.of(type).ifPresent(kinds::add));
      return new MergedSchema.MergedArray(dtype, datasets, kinds, mismatches, findings);
    }
  }

  /** Attributes of one name. */
  private static final class Attributes {
    private final EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    private final Set<AttributeShape> shapes = new LinkedHashSet<>();
    private long datasets;

    void add(TypedValue value) {
      datasets++;
      kinds.add(ValueKind.of(value));
      shapes.add(AttributeShape.of(value));
    }

    MergedSchema.MergedAttribute merged() {
      Optional<AttributeShape> all = Optional.empty();
      boolean isFirst = true;
      for (AttributeShape shape : shapes) {
        all = isFirst ? Optional.of(shape) : all.flatMap(before -> before.merge(shape));
        isFirst = false;
      }
      return new MergedSchema.MergedAttribute(datasets, kinds, all.map(AttributeShape::text));
    }
  }

  /** The schema of all datasets of a state. */
  public static MergedSchema of(DatasetsState state) {
    SchemaMerge merge = new SchemaMerge();
    state.forEach(-1, Long.MAX_VALUE, merge::add);
    return merge.merged();
  }

  /** Adds a dataset. */
  void add(Dataset dataset) {
    datasets++;
    for (DatasetArray array : dataset.arrays()) {
      CellType type = array.definition().dtype();
      arrays
          .computeIfAbsent(array.definition().name(), name -> new Arrays(type))
          .add(dataset.name(), type);
    }
    dataset
        .attributes()
        .values()
        .forEach((name, value) ->
            attributes.computeIfAbsent(name, ignored -> new Attributes()).add(value));
  }

  /** Schema of all that were added. */
  MergedSchema merged() {
    TreeMap<ArrayName, MergedSchema.MergedArray> names = new TreeMap<>();
    arrays.forEach((name, found) -> names.put(name, found.merged()));
    TreeMap<String, MergedSchema.MergedAttribute> keys = new TreeMap<>();
    attributes.forEach((name, found) -> keys.put(name, found.merged()));
    return new MergedSchema(datasets, names, keys);
  }
}
