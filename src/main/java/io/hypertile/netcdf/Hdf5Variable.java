package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.hdf5.Hdf5Object;
import io.hypertile.hdf5.StoredAttribute;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A dataset of an HDF5 file as NetCDF-4 and its relatives mean it.
 *
 * @param link name of the link to it
 */
record Hdf5Variable(String link, Hdf5Object object) {
  private static final String NOT_A_VARIABLE =
      "This is a netCDF dimension but not a netCDF variable";

  /** The prefix of a variable that bears a dimension's name and is not its coordinate. */
  private static final String NOT_A_COORDINATE = "_nc4_non_coord_";

  private static final Set<String> HIDDEN =
      Set.of(
          "CLASS",
          "NAME",
          "DIMENSION_LIST",
          "REFERENCE_LIST",
          "DIMENSION_LABELS",
          "_Netcdf4Dimid",
          "_Netcdf4Coordinates",
          "_nc3_strict",
          "_NCProperties");

  /** Name of the variable. */
  String name() {
    return link.startsWith(NOT_A_COORDINATE) ? link.substring(NOT_A_COORDINATE.length()) : link;
  }

  /** An attribute as it is stored. */
  Optional<StoredAttribute> find(String attribute) {
    return object.attributes().stream().filter(each -> each.name().equals(attribute)).findFirst();
  }

  /** Whether it is a dimension. */
  boolean isScale(Hdf5Values values) {
    return text("CLASS", values).equals("DIMENSION_SCALE");
  }

  /** Whether it is a dimension without a variable. */
  boolean isDimensionAlone(Hdf5Values values) {
    return isScale(values) && text("NAME", values).startsWith(NOT_A_VARIABLE);
  }

  private String text(String attribute, Hdf5Values values) {
    return find(attribute)
        .flatMap(values::of)
        .map(value -> value instanceof TypedValue.Text text ? text.value() : "")
        .orElse("");
  }

  /** Attributes of an object but those that say what it is to HDF5 and NetCDF. */
  static Map<String, TypedValue> attributes(Hdf5Object object, Hdf5Values values) {
    Map<String, TypedValue> shown = new LinkedHashMap<>();
    for (StoredAttribute attribute : object.attributes()) {
      if (!HIDDEN.contains(attribute.name())) {
        values.of(attribute).ifPresent(value -> shown.put(attribute.name(), value));
      }
    }
    return shown;
  }
}
