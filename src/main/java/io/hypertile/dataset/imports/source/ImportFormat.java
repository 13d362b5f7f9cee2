package io.hypertile.dataset.imports.source;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats of what can be imported from a store. */
public enum ImportFormat {
  /** A store of ATLAS 0.9 to 0.14: all its datasets. */
  ATLAS,

  /** A file of NetCDF, classic or NetCDF-4: one dataset. */
  NETCDF,

  /** A hierarchy of Zarr: a dataset for each group with arrays. */
  ZARR;

  /** The name in documents. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The format of a name. */
  public static Optional<ImportFormat> find(String text) {
    return Arrays.stream(values()).filter(format -> format.text().equals(text)).findFirst();
  }

  /** All names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(ImportFormat::text).toList();
  }
}
