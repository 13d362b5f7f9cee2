package io.hypertile.store.layer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * A file that is written when a server ends in good order, and read once by its next start: it is
 * removed then, so that no later start takes it for what it was. What is damaged, or was written
 * for something else, counts as not there.
 *
 * @param path the file
 * @param source what the file is of, compared when it is read
 */
record KeptFile(Path path, String source) {
  private static final System.Logger LOG = System.getLogger(KeptFile.class.getName());
  private static final int FORMAT = 0x48544B31;

  /** Writes the content of a file. */
  @FunctionalInterface
  interface Writing {
    void to(DataOutputStream out) throws IOException;
  }

  /** Reads the content of a file. */
  @FunctionalInterface
  interface Reading<T> {
    /**
     * Reads it.
     *
     * @throws IllegalArgumentException if it makes no sense
     */
    T from(DataInputStream in) throws IOException;
  }

  /** Writes the file; leaves none if that fails. */
  void write(Writing content) {
    CRC32C sum = new CRC32C();
    try {
      try (DataOutputStream out =
          new DataOutputStream(
              new CheckedOutputStream(
                  new BufferedOutputStream(Files.newOutputStream(path), 1 << 16), sum))) {
        out.writeInt(FORMAT);
        out.writeUTF(source);
        content.to(out);
        out.writeLong(sum.getValue());
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "nothing is kept for the next start", e);
      remove();
    }
  }

  /** Reads the file and removes it; empty if the file is missing, damaged or of another source. */
  <T> Optional<T> take(Reading<T> content) {
    CRC32C sum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(path), 1 << 16), sum))) {
      if (in.readInt() != FORMAT || !in.readUTF().equals(source)) {
        return Optional.empty();
      }
      T read = content.from(in);
      long whole = sum.getValue();
      return in.readLong() == whole && in.read() < 0 ? Optional.of(read) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    } finally {
      remove();
    }
  }

  private void remove() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a file for the next start stays", e);
    }
  }
}
