package io.hypertile.encode;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.FullStorage;
import io.hypertile.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
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
  private static final int PIECE = 256 << 10;

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

  /**
   * Writes a body to a new file, in large pieces where the body has them.
   *
   * @return stands at its end; gone when it is closed
   * @throws ServiceException {@code storage-full} or {@code storage-unavailable} if there is no
   *     file
   * @throws IOException if the body cannot be read, or not be written
   */
  public FileChannel receive(InputStream body) throws IOException {
    FileChannel file = open();
    boolean isTaken = false;
    try {
      write(body, file);
      isTaken = true;
      return file;
    } finally {
      if (!isTaken) {
        file.close();
      }
    }
  }

  private static void write(InputStream body, FileChannel file) throws IOException {
    if (!(body instanceof NativeInput input)) {
      body.transferTo(Channels.newOutputStream(file));
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer piece = arena.allocate(PIECE).asByteBuffer();
      int count = 0;
      while (count >= 0) {
        count = input.read(piece);
        if (!piece.hasRemaining() || count < 0) {
          piece.flip();
          while (piece.hasRemaining()) {
            file.write(piece);
          }
          piece.clear();
        }
      }
    }
  }

  /**
   * Reads bytes of a file, fewer where it ends before.
   *
   * @param at place of the first one
   * @return little endian, ready to be read
   */
  public static ByteBuffer read(FileChannel file, long at, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    fill(file, at, bytes);
    return bytes.flip();
  }

  /** Fills an empty buffer with bytes of a file from a place on, as far as the file has them. */
  public static void fill(FileChannel file, long at, ByteBuffer target) throws IOException {
    while (target.hasRemaining() && file.read(target, at + target.position()) >= 0) {
      continue;
    }
  }

  /** Turns a failure of the spool into one for the client, who did not cause it. */
  public ServiceException failure(IOException cause) {
    boolean full = FullStorage.isCauseOf(cause);
    return new ServiceException(
        full ? ErrorCode.STORAGE_FULL : ErrorCode.STORAGE_UNAVAILABLE,
        "The server could not set cells aside on its disk; try again later, or with fewer cells.",
        Map.of(),
        cause);
  }
}
