package io.hypertile.deker.store.files;

import io.hypertile.array.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Identity of one state of a file: inode, size and modification time. Every change made here moves
 * the time on by at least a microsecond, so equal stamps mean equal bytes unless another program
 * sets times back.
 *
 * @param inode device and inode, as the platform gives it
 * @param size bytes
 * @param modified modification time in nanoseconds since 1970
 */
public record FileStamp(Object inode, long size, long modified) {
  private static final long COARSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long STEP = TimeUnit.MICROSECONDS.toNanos(1);

  /**
   * The stamp of a file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none, or only a link or a directory
   */
  public static FileStamp of(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new java.nio.file.NoSuchFileException(file.toString(), null, "not a regular file");
    }
    Object inode = Objects.requireNonNullElse(attributes.fileKey(), file);
    return new FileStamp(
        inode, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  /**
   * Whether the file was changed so long ago that another change now has another time: the system
   * gives times in steps of some milliseconds.
   */
  public boolean isSettled() {
    return nanos(Instant.now()) - modified > COARSE;
  }

  /** The version of the content. */
  public Version version() {
    return new Version(Long.toHexString(modified));
  }

  /** The version of content that was given this modification time. */
  public static Version version(Instant modified) {
    return new Version(Long.toHexString(nanos(modified)));
  }

  private static long nanos(Instant time) {
    return Math.addExact(TimeUnit.SECONDS.toNanos(time.getEpochSecond()), time.getNano());
  }

  /** A modification time for a file that is not there yet. */
  public static Instant first() {
    return new FileStamp("", 0, 0).next();
  }

  /** The modification time for the next change: now, but later than this one. */
  public Instant next() {
    long next = Math.max(nanos(Instant.now()) / STEP * STEP, modified / STEP * STEP + STEP);
    return Instant.ofEpochSecond(0, next);
  }
}
