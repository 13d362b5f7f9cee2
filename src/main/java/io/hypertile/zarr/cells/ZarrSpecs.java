package io.hypertile.zarr.cells;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.zarr.ArrayDocument;
import io.hypertile.zarr.ZarrType;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Forms of arrays in the server's own words. */
final class ZarrSpecs {
  /** The attribute in which xarray names the axes of arrays of format 2. */
  private static final String NAMES_OF_XARRAY = "_ARRAY_DIMENSIONS";

  private ZarrSpecs() {}

  /**
   * The form of an array.
   *
   * @throws io.hypertile.error.ServiceException {@code unsupported-storage} if its cells are of
   *     none of the server's types
   */
  static ArraySpec of(String name, ZarrForm form) {
    CellType dtype = dtype(name, form.specification().type());
    FillValue fill = FillValue.of(dtype, form.fill().toArray(ValueLayout.JAVA_BYTE));
    return new ArraySpec(dtype, fill, axes(form.document()));
  }

  private static CellType dtype(String name, ZarrType type) {
    return switch (type) {
      case ZarrType.Basic basic ->
          basic.dtype().<CellType>map(dtype -> dtype).orElse(new CellType.Truth());
      case ZarrType.TimePoint time -> new CellType.TimePoint(time.unit(), time.steps());
      case ZarrType.TimeSpan time -> new CellType.TimeSpan(time.unit(), time.steps());
      case ZarrType.FixedText text -> new CellType.FixedText(text.length());
      case ZarrType.FixedBytes bytes -> new CellType.FixedBytes(bytes.length());
      case ZarrType.RawBytes bytes -> new CellType.RawBytes(bytes.length());
      case ZarrType.Structured fields -> throw ZarrForm.unsupported(name, "fields as cells");
      case ZarrType.Text text -> new CellType.Text();
      case ZarrType.AnyBytes bytes -> new CellType.AnyBytes();
    };
  }

  /** An axis for each; those without a name of their own are {@code dim_0} and so on. */
  private static List<Axis> axes(ArrayDocument document) {
    Shape shape = document.grid().shape();
    List<Optional<String>> names = names(document);
    Set<String> taken = new HashSet<>();
    names.forEach(name -> name.ifPresent(taken::add));
    Set<String> used = new HashSet<>();
    List<Axis> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      String own = axis < names.size() ? names.get(axis).orElse("") : "";
      String name = own;
      for (int n = axis; name.isEmpty() || used.contains(name); n += shape.rank()) {
        name = taken.contains("dim_" + n) ? "" : "dim_" + n;
      }
      used.add(name);
      axes.add(new Axis.Plain(name, shape.length(axis)));
    }
    return axes;
  }

  private static List<Optional<String>> names(ArrayDocument document) {
    JsonNode listed = document.attributes().get(NAMES_OF_XARRAY);
    if (document.format() != 2 || listed == null || !listed.isArray()) {
      return document.dimensionNames();
    }
    List<Optional<String>> names = new ArrayList<>();
    for (JsonNode name : listed) {
      names.add(name.isString() ? Optional.of(name.stringValue()) : Optional.empty());
    }
    return names;
  }
}
