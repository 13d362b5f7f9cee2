package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * Place on disk for bodies that cannot be used or sent in the order in which they come.
 * Thread-safe.
 *
 * @param directory an existing directory; files in it have no name once they are open, so that none
 *     outlives the process
 */
public record Spool(Path directory) {
  /**
   * Opens a new file, gone when it is closed.
   *
   * @throws ServiceException {@code storage-full} or {@code storage-unavailable}
   */
  public FileChannel open() {
    try {
      Path file = Files.createTempFile(directory, "body", ".spool");
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Turns a failure of the spool into one for the client, who did not cause it. */
  ServiceException failure(IOException cause) {
    boolean full = FullStorage.isCauseOf(cause);
    return new ServiceException(
        full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_UNAVAILABLE,
        "The server could not set the body aside to reorder its cells; send it in C order.",
        Map.of(),
        cause);
  }
}
