package io.hypertile.dataset.query;

import io.hypertile.dataset.ArrayKind;
import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.DatasetFacts;
import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.FactsCursor;
import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Schemas of some datasets that follow each other, counted. Not changed once it is made. */
final class SchemaPart {
  /** Mismatches of one name that are told. */
  static final int MOST_FINDINGS = 20;

  private final Map<ArrayName, Map<CellType, Typed>> arrays = new LinkedHashMap<>();
  private final Map<String, Attributes> attributes = new LinkedHashMap<>();
  private long datasets;

  /**
   * A dataset, found again by its row where there are rows.
   *
   * @param position number of the dataset in the part
   */
  record Place(long position, long row, Optional<DatasetName> name) {}

  /** Arrays of one name and type. */
  static final class Typed {
    private long count;
    private final List<Place> first = new ArrayList<>(1);

    long count() {
      return count;
    }

    /** The first of their datasets. */
    List<Place> first() {
      return first;
    }
  }

  /** Attributes of one name. */
  static final class Attributes {
    private final EnumSet<ValueKind> kinds = EnumSet.noneOf(ValueKind.class);
    private final Set<AttributeShape> shapes = new LinkedHashSet<>(2);
    private long count;

    EnumSet<ValueKind> kinds() {
      return kinds;
    }

    Set<AttributeShape> shapes() {
      return shapes;
    }

    long count() {
      return count;
    }
  }

  /** The datasets that a walk goes to. */
  static SchemaPart of(FactsCursor facts) {
    SchemaPart part = new SchemaPart();
    while (facts.next()) {
      part.add(facts);
    }
    return part;
  }

  /** Adds a dataset. */
  SchemaPart add(DatasetFacts dataset) {
    for (ArrayKind array : dataset.kinds()) {
      Typed typed =
          arrays
              .computeIfAbsent(array.name(), name -> new LinkedHashMap<>(2))
              .computeIfAbsent(array.dtype(), type -> new Typed());
      typed.count++;
      if (typed.first.size() < MOST_FINDINGS) {
        long row = dataset.row();
        Optional<DatasetName> name = row < 0 ? Optional.of(dataset.name()) : Optional.empty();
        typed.first.add(new Place(datasets, row, name));
      }
    }
    dataset.attributes().values().forEach(this::add);
    datasets++;
    return this;
  }

  private void add(String name, TypedValue value) {
    Attributes known = attributes.computeIfAbsent(name, ignored -> new Attributes());
    known.count++;
    known.kinds.add(ValueKind.of(value));
    known.shapes.add(AttributeShape.of(value));
  }

  /** Arrays by name and type, in the order in which they came. */
  Map<ArrayName, Map<CellType, Typed>> arrays() {
    return arrays;
  }

  Map<String, Attributes> attributes() {
    return attributes;
  }

  long datasets() {
    return datasets;
  }
}
