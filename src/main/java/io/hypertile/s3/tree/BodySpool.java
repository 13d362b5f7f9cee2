package io.hypertile.s3.tree;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Takes in bodies of objects: few bytes stay in memory, more wait in a file. Thread-safe.
 *
 * @param files names files that do not exist yet
 */
public record BodySpool(Supplier<Path> files) {
  private static final int MOST_IN_MEMORY = 64 << 10;
  private static final int BUFFER = 64 << 10;

  /**
   * Takes in a body up to its end.
   *
   * @param check gets the number of bytes so far, and throws where these are too many
   */
  public SpooledBody take(InputStream body, LongConsumer check) throws IOException {
    byte[] first = body.readNBytes(MOST_IN_MEMORY);
    check.accept(first.length);
    if (first.length < MOST_IN_MEMORY) {
      return SpooledBody.of(first);
    }
    Path file = files.get();
    boolean isTaken = false;
    try {
      SpooledBody taken = SpooledBody.of(file, write(first, body, file, check));
      isTaken = true;
      return taken;
    } finally {
      if (!isTaken) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static long write(byte[] first, InputStream body, Path file, LongConsumer check)
      throws IOException {
    long size = first.length;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = open(file)) {
      out.write(first);
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        size += read;
        check.accept(size);
        try {
          out.write(buffer, 0, read);
        } catch (IOException e) {
          throw unwritten(e);
        }
      }
    }
    return size;
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritten(e);
    }
  }

  private static ServiceException unwritten(IOException cause) {
    return new ServiceException(
        ErrorCode.STORAGE_UNAVAILABLE,
        "The server cannot keep the bytes that come, and nothing was changed.",
        Map.of(),
        cause);
  }
}
