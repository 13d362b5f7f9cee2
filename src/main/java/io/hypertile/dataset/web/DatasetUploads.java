package io.hypertile.dataset.web;

import io.hypertile.dataset.DatasetName;
import io.hypertile.dataset.imports.archive.ZarrUploads;
import io.hypertile.dataset.imports.source.GuardedDatasets;
import io.hypertile.dataset.imports.source.NetcdfUploads;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Bodies that are files of other programs, each with one dataset. Thread-safe. */
@Component
final class DatasetUploads {
  static final String NETCDF = "application/x-netcdf";
  static final String ZARR = "application/zip";

  private final NetcdfUploads netcdf;
  private final ZarrUploads zarr;

  DatasetUploads(NetcdfUploads netcdf, ZarrUploads zarr) {
    this.netcdf = netcdf;
    this.zarr = zarr;
  }

  /** Whether bodies of a media type are such files. */
  static boolean isFile(String media) {
    return List.of(NETCDF, ZARR).contains(media);
  }

  /**
   * Takes a body in.
   *
   * @param media one of a file
   * @param group of the file; empty for the one at the top
   * @throws io.hypertile.error.ServiceException as {@link NetcdfUploads#receive} and {@link
   *     ZarrUploads#receive}
   */
  GuardedDatasets receive(String media, DatasetName name, InputStream body, Optional<String> group)
      throws IOException {
    return media.equals(ZARR) ? zarr.receive(name, body, group) : netcdf.receive(name, body, group);
  }
}
