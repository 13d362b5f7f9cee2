package io.hypertile.restart;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * The program unpacked into a directory, with the JVM's cache of its classes and profiles: {@code
 * hypertile.jar}, {@code lib/}, {@code hypertile.aot}, and {@code made-for}, which is written last
 * and says what the cache fits.
 *
 * @param directory place of these files
 */
public record TrainedProgram(Path directory) {
  private static final String JAR = "hypertile.jar";
  private static final int TAIL = 512 << 10;

  /** The program trained for a jar: the directory beside it with the jar's name. */
  public static TrainedProgram beside(Path jar) {
    String name = jar.getFileName().toString();
    String stem = name.endsWith(".jar") ? name.substring(0, name.length() - 4) : name;
    return new TrainedProgram(jar.toAbsolutePath().resolveSibling(stem + "-trained"));
  }

  /** The program's own jar, which names those in {@code lib} as its class path. */
  public Path jar() {
    return directory.resolve(JAR);
  }

  /** The cache, for the option {@code -XX:AOTCache}. */
  public Path cache() {
    return directory.resolve("hypertile.aot");
  }

  private Path madeFor() {
    return directory.resolve("made-for");
  }

  /** Whether there is a cache, fitting or not. */
  public boolean isThere() {
    return Files.exists(madeFor());
  }

  /**
   * Whether the program was unpacked from this very jar and trained by this very JVM.
   *
   * @throws IOException when one of the files cannot be read
   */
  public boolean fits(Path jar) throws IOException {
    return isThere() && Files.readString(madeFor()).equals(fingerprint(jar));
  }

  /** Says that directory and cache are whole, and what they fit. */
  public void seal(Path jar) throws IOException {
    Files.writeString(madeFor(), fingerprint(jar));
  }

  /** Takes the seal away, so that nobody starts what is being made. */
  public void unseal() throws IOException {
    Files.deleteIfExists(madeFor());
  }

  /** The JVM and the jar: its length and the end of the file, which has the CRC of every entry. */
  private static String fingerprint(Path jar) throws IOException {
    CRC32 crc = new CRC32();
    long length;
    try (RandomAccessFile file = new RandomAccessFile(jar.toFile(), "r")) {
      length = file.length();
      byte[] tail = new byte[(int) Math.min(length, TAIL)];
      file.seek(length - tail.length);
      file.readFully(tail);
      crc.update(tail);
    }
    // Formatting takes a JVM that has just begun longer than all the rest.
    return String.join(
        " ",
        "jar",
        Long.toString(length),
        Long.toHexString(crc.getValue()),
        "java",
        System.getProperty("java.vm.version"),
        System.getProperty("os.arch"));
  }
}
