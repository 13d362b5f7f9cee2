package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.hdf5.Hdf5Objects;
import io.hypertile.hdf5.Hdf5Source;
import io.hypertile.hdf5.HeapObjects;
import io.hypertile.hdf5.StoredAttribute;
import io.hypertile.hdf5.StoredCells;
import io.hypertile.ndarray.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions of an HDF5 file: the scales that variables refer to. As the NetCDF library does it, an
 * axis without one is taken for the first dimension of its length, and gets a name if there is
 * none.
 */
final class Hdf5Dimensions {
  private final Hdf5Source source;
  private final Hdf5Objects objects;
  private final Hdf5Values values;
  private final Map<Long, Dimension> byPosition = new HashMap<>();
  private final Map<Long, Dimension> byNumber = new HashMap<>();
  private final List<Dimension> all = new ArrayList<>();
  private int nameless;

  /** A dimension, as long as the longest of the variables that have it. For one thread. */
  static final class Dimension {
    private final String name;
    private long length;

    private Dimension(String name, long length) {
      this.name = name;
      this.length = length;
    }

    String name() {
      return name;
    }

    long length() {
      return length;
    }
  }

  Hdf5Dimensions(Hdf5Source source, Hdf5Objects objects, Hdf5Values values) {
    this.source = source;
    this.objects = objects;
    this.values = values;
  }

  /** Takes a dataset that is a scale. */
  void add(Hdf5Variable scale) {
    StoredCells cells = scale.object().cells().orElse(null);
    if (cells == null || cells.shape().rank() == 0) {
      return;
    }
    Dimension dimension = new Dimension(scale.name(), cells.shape().length(0));
    byPosition.put(scale.object().position(), dimension);
    all.add(dimension);
    scale
        .find("_Netcdf4Dimid")
        .flatMap(values::of)
        .ifPresent(value -> {
          if (value instanceof TypedValue.Whole whole) {
            byNumber.putIfAbsent(whole.value().longValue(), dimension);
          }
        });
  }

  /** Dimensions of a variable, outermost first; they become as long as the variable is. */
  List<Dimension> of(Hdf5Variable variable, Shape shape) {
    List<Dimension> found = new ArrayList<>();
    Set<Dimension> used = new HashSet<>();
    StoredAttribute scales = variable.find("DIMENSION_LIST").orElse(null);
    List<TypedValue> numbers = numbers(variable);
    boolean isScale = byPosition.containsKey(variable.object().position());
    for (int axis = 0; axis < shape.rank(); axis++) {
      Dimension dimension = null;
      if (scales != null && scales.bytes().length >= HeapObjects.REFERENCE * (axis + 1)) {
        dimension = referred(variable, scales, axis);
      } else if (numbers.size() == shape.rank()
          && numbers.get(axis) instanceof TypedValue.Whole number) {
        dimension = byNumber.get(number.value().longValue());
      } else if (isScale && shape.rank() == 1) {
        dimension = byPosition.get(variable.object().position());
      }
      if (dimension == null) {
        dimension = nameless(shape.length(axis), used);
      }
      dimension.length = Math.max(dimension.length, shape.length(axis));
      used.add(dimension);
      found.add(dimension);
    }
    return found;
  }

  private List<TypedValue> numbers(Hdf5Variable variable) {
    TypedValue value = variable.find("_Netcdf4Coordinates").flatMap(values::of).orElse(null);
    if (value instanceof TypedValue.Items items) {
      return items.values();
    }
    return value == null ? List.of() : List.of(value);
  }

  private @Nullable Dimension referred(Hdf5Variable variable, StoredAttribute scales, int axis) {
    byte[] references =
        objects
            .heap()
            .read(variable.link(), scales.bytes(), HeapObjects.REFERENCE * axis, Long.BYTES);
    if (references.length == 0) {
      return null;
    }
    long reference = ByteBuffer.wrap(references).order(ByteOrder.LITTLE_ENDIAN).getLong();
    Dimension dimension = byPosition.get(objects.position(reference));
    if (dimension == null) {
      throw source.unsupported(variable.link(), "a dimension of another group");
    }
    return dimension;
  }

  private Dimension nameless(long length, Set<Dimension> used) {
    for (Dimension known : all) {
      if (known.length == length && !used.contains(known)) {
        return known;
      }
    }
    Dimension made = new Dimension("phony_dim_" + nameless++, length);
    all.add(made);
    return made;
  }
}
