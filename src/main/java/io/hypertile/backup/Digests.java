package io.hypertile.backup;

import io.hypertile.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Copies of files with the SHA-256 of what was copied. For one thread: keeps one buffer. */
final class Digests {
  private static final int PIECE = 1 << 20;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);

  /** Bytes that were read, and their digest in hexadecimal. */
  record Sum(long bytes, String sha256) {}

  /** Reads a file. */
  Sum read(Path file) throws IOException {
    return pass(file, null);
  }

  /** Copies a file, links not followed, to a place where none is. */
  Sum copy(Path file, Path to) throws IOException {
    try (FileChannel target =
        FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      return pass(file, target);
    }
  }

  private Sum pass(Path file, @Nullable FileChannel target) throws IOException {
    MessageDigest digest = Sha256.begin();
    long bytes = 0;
    try (FileChannel source =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      buffer.clear();
      while (source.read(buffer) >= 0) {
        bytes += buffer.flip().remaining();
        digest.update(buffer.duplicate());
        while (target != null && buffer.hasRemaining()) {
          target.write(buffer);
        }
        buffer.clear();
      }
    }
    return new Sum(bytes, Sha256.hex(digest));
  }
}
