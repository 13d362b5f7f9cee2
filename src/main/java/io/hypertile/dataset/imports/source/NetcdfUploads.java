package io.hypertile.dataset.imports.source;

import io.hypertile.dataset.DatasetName;
import io.hypertile.encode.Spool;
import io.hypertile.error.ErrorCode;
import io.hypertile.netcdf.NetcdfReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Bodies that are files of NetCDF. A body waits in a file until its dataset is made, and its cells
 * are read from there. Thread-safe.
 *
 * @param spool place for bodies
 * @param limit most bytes of all cells of a body, decoded
 */
public record NetcdfUploads(NetcdfReader reader, Spool spool, long limit) {
  /**
   * Takes a body in.
   *
   * @param name of the dataset that it becomes
   * @param group path of a group of the file; empty for the one at the top
   * @return its one dataset, to be closed when that is made
   * @throws io.hypertile.error.ServiceException {@code malformed-body} if it is none of NetCDF or
   *     damaged, which shows when cells are read at the latest; {@code unsupported-storage} for
   *     what is legal and cannot be imported; {@code body-too-large}, {@code invalid-name}
   */
  public GuardedDatasets receive(DatasetName name, InputStream body, Optional<String> group)
      throws IOException {
    FileChannel file = spool.receive(body);
    return GuardedDatasets.open(
        () -> OneDataset.netcdf(reader, name, file, "The body", group),
        ErrorCode.MALFORMED_BODY,
        limit);
  }
}
