package io.hypertile.netcdf;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Files that netCDF4, SciPy, h5py and xarray wrote, and {@code expected.json}. */
final class NetcdfFiles {
  private NetcdfFiles() {}

  /** All files by their names. */
  static Map<String, byte[]> all() {
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = NetcdfFiles.class.getResourceAsStream("/fixtures/netcdf.zip");
        ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return files;
  }
}
