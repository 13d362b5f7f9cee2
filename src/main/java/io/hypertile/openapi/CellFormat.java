package io.hypertile.openapi;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A format of cells in the document for generators, where each has operations of its own. */
enum CellFormat {
  JSON("application/json", "Nan", "Int64", "Coordinates"),
  NPY("application/x-npy", "Range", "If-Range"),
  RAW("application/octet-stream", "Range", "If-Range"),
  CSV("text/csv"),
  PNG(
      "image/png",
      "Colors",
      "ValueRange",
      "Scaling",
      "Width",
      "Height",
      "AxisToTheRight",
      "AxisDown",
      "Flip",
      "Legend"),
  SVG("image/svg+xml", "ValueRange", "Scaling", "Width", "Height", "AxisToTheRight");

  private final String mediaType;
  private final Set<String> own;

  CellFormat(String mediaType, String... own) {
    this.mediaType = mediaType;
    this.own = Set.of(own);
  }

  String mediaType() {
    return mediaType;
  }

  /** Parameters that only other formats know, by their names among the components. */
  Set<String> foreign() {
    Set<String> foreign = new HashSet<>();
    for (CellFormat format : values()) {
      foreign.addAll(format.own);
    }
    foreign.removeAll(own);
    return foreign;
  }

  /** Its name in addresses and as the parameter {@code format}. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Part of the names of its operations, such as {@code Npy}. */
  String title() {
    return name().charAt(0) + text().substring(1);
  }
}
