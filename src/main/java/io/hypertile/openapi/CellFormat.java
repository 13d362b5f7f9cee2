package io.hypertile.openapi;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** A format of cells in the document for generators, where each has operations of its own. */
enum CellFormat {
  JSON("application/json", "json", "Nan", "Int64", "Coordinates"),
  NPY("application/x-npy", "npy", "Range", "If-Range"),
  RAW("application/octet-stream", "raw", "Range", "If-Range"),
  CSV("text/csv", "csv"),
  PNG(
      "image/png",
      "png",
      "Colors",
      "ValueRange",
      "Scaling",
      "Width",
      "Height",
      "AxisToTheRight",
      "AxisDown",
      "Flip",
      "Legend"),
  SVG("image/svg+xml", "svg", "ValueRange", "Scaling", "Width", "Height", "AxisToTheRight"),
  NPZ("application/x-npz", "npz"),
  NETCDF("application/x-netcdf", "nc"),
  ZARR("application/zip", "zarr.zip"),
  ARROW("application/vnd.apache.arrow.stream", "arrow");

  private final String mediaType;
  private final String ending;
  private final Set<String> own;

  CellFormat(String mediaType, String ending, String... own) {
    this.mediaType = mediaType;
    this.ending = ending;
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

  /** The end of its addresses, as that of names of files. */
  String ending() {
    return ending;
  }

  /** Part of the names of its operations, such as {@code Npy}. */
  String title() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }
}
