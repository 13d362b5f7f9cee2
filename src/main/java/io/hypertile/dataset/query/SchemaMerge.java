package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.DatasetsState;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.WiderTypes;
import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Merges the schemas of datasets one after the other. Used by one thread. */
public final class SchemaMerge {
  /** Mismatches of one name that are told. */
  static final int MOST_FINDINGS = SchemaPart.MOST_FINDINGS;

  private static final DatasetsState.Summary<SchemaPart> SUMMARY = SchemaPart::of;

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
    private final List<Finding> findings = new ArrayList<>();

    /** An array of a type that does not merge. */
    private record Finding(SchemaPart.Place place, CellType dtype) {}

    Arrays(CellType first) {
      this.dtype = first;
    }

    void add(Map<CellType, SchemaPart.Typed> types) {
      List<Finding> found = new ArrayList<>();
      types.forEach((type, arrays) -> {
        datasets += arrays.count();
        if (seen.add(type)) {
          Optional<CellType> wider = WiderTypes.merge(dtype, type);
          dtype = wider.orElse(dtype);
          if (wider.isEmpty()) {
            apart.add(type);
          }
        }
        if (apart.contains(type)) {
          mismatches += arrays.count();
          arrays.first().forEach(place -> found.add(new Finding(place, type)));
        }
      });
      found.sort(Comparator.comparingLong(each -> each.place().position()));
      found.stream().limit(MOST_FINDINGS - findings.size()).forEach(findings::add);
    }

    MergedSchema.MergedArray merged(Function<SchemaPart.Place, DatasetName> names) {
      EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
      seen.forEach(type -> ValueKind.of(type).ifPresent(kinds::add));
      List<MergedSchema.TypeMismatch> told =
          findings.stream()
              .map(each -> new MergedSchema.TypeMismatch(names.apply(each.place()), each.dtype()))
              .toList();
      return new MergedSchema.MergedArray(dtype, datasets, kinds, mismatches, told);
    }
  }

  /** Attributes of one name. */
  private static final class Attributes {
    private final EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    private final Set<AttributeShape> shapes = new LinkedHashSet<>();
    private long datasets;

    void add(SchemaPart.Attributes more) {
      datasets += more.count();
      kinds.addAll(more.kinds());
      shapes.addAll(more.shapes());
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
    state.summaries(SUMMARY, merge::add);
    FactsCursor facts = state.facts();
    return merge.merged(place ->
        place
            .name()
            .orElseGet(() -> {
              facts.after(place.row() - 1);
              facts.next();
              return facts.name();
            }));
  }

  /** Adds datasets. */
  void add(SchemaPart part) {
    datasets += part.datasets();
    part.arrays()
        .forEach((name, types) ->
            arrays
                .computeIfAbsent(name, ignored -> new Arrays(types.keySet().iterator().next()))
                .add(types));
    part.attributes()
        .forEach((name, more) ->
            attributes.computeIfAbsent(name, ignored -> new Attributes()).add(more));
  }

  /** Adds a dataset. */
  void add(DatasetFacts dataset) {
    add(new SchemaPart().add(dataset));
  }

  /** Schema of all that were added, each with its name. */
  MergedSchema merged() {
    return merged(place -> place.name().orElseThrow());
  }

  private MergedSchema merged(Function<SchemaPart.Place, DatasetName> named) {
    TreeMap<ArrayName, MergedSchema.MergedArray> names = new TreeMap<>();
    arrays.forEach((name, found) -> names.put(name, found.merged(named)));
    TreeMap<String, MergedSchema.MergedAttribute> keys = new TreeMap<>();
    attributes.forEach((name, found) -> keys.put(name, found.merged()));
    return new MergedSchema(datasets, names, keys);
  }
}
