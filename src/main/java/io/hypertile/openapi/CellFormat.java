package io.hypertile.openapi;

import java.util.Locale;
import java.util.Set;

/** A format of cells in the document for generators, where each has operations of its own. */
enum CellFormat {
  JSON("application/json", Set.of("Range", "If-Range")),
  NPY("application/x-npy", Set.of("Nan", "Int64", "Coordinates")),
  RAW("application/octet-stream", Set.of("Nan", "Int64", "Coordinates")),
  CSV("text/csv", Set.of("Nan", "Int64", "Coordinates", "Range", "If-Range"));

  private final String mediaType;
  private final Set<String> foreign;

  CellFormat(String mediaType, Set<String> foreign) {
    this.mediaType = mediaType;
    this.foreign = foreign;
  }

  String mediaType() {
    return mediaType;
  }

  /** Parameters that only other formats know, by their names among the components. */
  Set<String> foreign() {
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
