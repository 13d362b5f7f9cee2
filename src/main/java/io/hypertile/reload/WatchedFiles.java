package io.hypertile.reload;

import io.hypertile.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are taken together, such as a certificate and its key. Their bytes decide whether they
 * have changed, so that links may lead elsewhere meanwhile and modification times do not count.
 * Changed bytes are taken when two looks have met the same, since a file may be half written at
 * one. Looks come from one thread; the figures may be read from any.
 */
public final class WatchedFiles {
  /** Bytes that a file may have. */
  private static final int MOST = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger("hypertile.reload");

  private final String name;
  private final List<Path> files;
  private final Taker taker;
  private byte[] seen = {};
  private byte[] settled = {};
  private volatile long taken;
  private volatile boolean refused;

  /** Use that is made of the contents of files. */
  @FunctionalInterface
  public interface Taker {
    /**
     * Takes contents in place of those before, or throws and leaves those before in use.
     *
     * @param contents bytes of the files, in their order
     * @return a few words about them, for the log
     * @throws UnfitFileException if they cannot be used
     */
    String take(List<byte[]> contents) throws UnfitFileException;
  }

  /**
   * Files that have not been looked at.
   *
   * @param name what they are, for logs and figures
   */
  public WatchedFiles(String name, List<Path> files, Taker taker) {
    this.name = name;
    this.files = List.copyOf(files);
    this.taker = taker;
  }

  /** Their name. */
  public String name() {
    return name;
  }

  /** Times that changed files were taken, since the server started. */
  public long taken() {
    return taken;
  }

  /** Whether the files as they are now cannot be used, and those before stay in use. */
  public boolean isRefused() {
    return refused;
  }

  /**
   * Takes the files as they are, as a start does.
   *
   * @throws UnfitFileException if they cannot be read or used
   */
  public void begin() throws UnfitFileException {
    List<byte[]> contents = read();
    taker.take(contents);
    settled = digest(contents);
    seen = settled;
  }

  /** Counts the files as they are as those in use; files that cannot be read count as changed. */
  public void beginWithTaken() {
    try {
      settled = digest(read());
      seen = settled;
    } catch (UnfitFileException e) {
      settled = new byte[0];
    }
  }

  /** Takes the files if they have changed and stayed so since the last look. Never throws. */
  public void look() {
    List<byte[]> contents;
    try {
      contents = read();
    } catch (UnfitFileException e) {
      if (isToBeSettled(digest(List.of(reason(e).getBytes(StandardCharsets.UTF_8))))) {
        refuse(e);
      }
      return;
    }
    if (isToBeSettled(digest(contents))) {
      settle(contents);
    }
  }

  private boolean isToBeSettled(byte[] now) {
    boolean stays = Arrays.equals(now, seen);
    seen = now;
    if (!stays || Arrays.equals(now, settled)) {
      return false;
    }
    settled = now;
    return true;
  }

  private void settle(List<byte[]> contents) {
    try {
      String words = taker.take(contents);
      taken++;
      refused = false;
      LOG.info("Changed {} taken from {}: {}", name, places(), words);
    } catch (UnfitFileException | RuntimeException e) {
      refuse(e);
    }
  }

  private void refuse(Exception e) {
    refused = true;
    LOG.error("Changed {} not taken, those before stay in use: {} {}", name, places(), reason(e));
  }

  private static String reason(Exception e) {
    return e instanceof UnfitFileException ? String.valueOf(e.getMessage()) : "failed with " + e;
  }

  private String places() {
    return files.stream().map(Path::toString).collect(Collectors.joining(", "));
  }

  private List<byte[]> read() throws UnfitFileException {
    List<byte[]> contents = new ArrayList<>();
    for (Path file : files) {
      contents.add(read(file));
    }
    return contents;
  }

  private static byte[] read(Path file) throws UnfitFileException {
    requireRegular(file);
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MOST + 1);
    } catch (NoSuchFileException e) {
      throw new UnfitFileException("is missing: " + file);
    } catch (IOException e) {
      throw new UnfitFileException("cannot be read: " + e);
    }
    if (content.length > MOST) {
      throw new UnfitFileException("has more than " + MOST + " bytes: " + file);
    }
    return content;
  }

  /** Links are followed. A pipe or a device would let the looks wait for a writer for good. */
  private static void requireRegular(Path file) throws UnfitFileException {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      if (!found.isRegularFile()) {
        throw new UnfitFileException(
            (found.isDirectory() ? "is a directory" : "is a pipe or a device, not a file")
                + ": "
                + file);
      }
    } catch (NoSuchFileException e) {
      throw new UnfitFileException("is missing: " + file);
    } catch (IOException e) {
      throw new UnfitFileException("cannot be read: " + e);
    }
  }

  private static byte[] digest(List<byte[]> contents) {
    MessageDigest all = Sha256.begin();
    for (byte[] content : contents) {
      all.update(Sha256.of(content));
    }
    return all.digest();
  }
}
