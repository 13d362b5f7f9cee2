package io.hypertile.journal.change;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Path of a file or directory below a storage root, with slashes between its names. It cannot leave
 * the root: it is relative, and no name in it is empty, {@code .} or {@code ..}. Immutable.
 *
 * @param text the names with slashes between them, at most 3,000 bytes in UTF-8, each name at most
 *     255
 */
public record RootPath(String text) implements Comparable<RootPath> {
  /** Leaves room for the root itself within the 4,096 bytes that Linux takes. */
  private static final int MAX_BYTES = 3_000;

  private static final int MAX_NAME_BYTES = 255;

  /**
   * Checks the path.
   *
   * @throws ServiceException {@code invalid-name} if it is not a path below a root
   */
  public RootPath {
    String fault = fault(text);
    if (fault != null) {
      throw new ServiceException(
          ErrorCode.INVALID_NAME,
          "A path in the storage " + fault + "; choose shorter or plainer names.",
          Map.of("path", Quoting.shortened(text, 300)),
          null);
    }
  }

  /** The path of the names in order. */
  public static RootPath of(String first, String... more) {
    return new RootPath(more.length == 0 ? first : first + "/" + String.join("/", more));
  }

  private static @Nullable String fault(String text) {
    if (text.isEmpty() || text.startsWith("/") || text.endsWith("/")) {
      return "must be relative and must not end in a slash";
    }
    if (text.indexOf('\0') >= 0) {
      return "must not hold a NUL character";
    }
    // Nearly all paths are ASCII; creating arrays in batches makes a dozen for each of them.
    boolean ascii = isAscii(text);
    if (!ascii && !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      return "must be valid Unicode";
    }
    int bytes = 0;
    for (int start = 0, end; start <= text.length(); start = end + 1) {
      int slash = text.indexOf('/', start);
      end = slash < 0 ? text.length() : slash;
      if (isNoName(text, start, end)) {
        return "must not hold an empty name, . or ..";
      }
      int length =
          ascii ? end - start : text.substring(start, end).getBytes(StandardCharsets.UTF_8).length;
      bytes += length + 1;
      if (length > MAX_NAME_BYTES) {
        return "must not hold a name of more than " + MAX_NAME_BYTES + " bytes in UTF-8";
      }
    }
    if (bytes > MAX_BYTES) {
      return "must not exceed " + MAX_BYTES + " bytes in UTF-8";
    }
    return ascii || isPath(text)
        ? null
        : "must be writable in the character set of the file system";
  }

  /** Without a stream: every request for cells makes a few paths. */
  private static boolean isAscii(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNoName(String text, int start, int end) {
    return switch (end - start) {
      case 0 -> true;
      case 1 -> text.charAt(start) == '.';
      case 2 -> text.startsWith("..", start);
      default -> false;
    };
  }

  /** A server started in the C locale cannot name files beyond ASCII. */
  private static boolean isPath(String text) {
    try {
      return !Path.of(text).isAbsolute();
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** The path of an entry of this directory, or of one deeper. */
  public RootPath child(String names) {
    return new RootPath(text + "/" + names);
  }

  /** The directory that holds it; empty when that is the root itself. */
  public Optional<RootPath> parent() {
    int slash = text.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(new RootPath(text.substring(0, slash)));
  }

  /** The last name. */
  public String name() {
    return text.substring(text.lastIndexOf('/') + 1);
  }

  /** Whether this is the other path or lies below it. */
  public boolean isWithin(RootPath other) {
    return isWithin(text, other.text);
  }

  /**
   * Whether one path is another one or lies below it.
   *
   * @param path names with slashes between them, which need not be a path of a root
   * @param other the same, not empty
   */
  public static boolean isWithin(String path, String other) {
    return path.startsWith(other)
        && (path.length() == other.length() || path.charAt(other.length()) == '/');
  }

  /**
   * The path in the file system. Nothing is looked up: a link to a directory on the way is followed
   * when the path is opened, as its maker wanted.
   */
  public Path resolve(Path root) {
    return root.resolve(text);
  }

  @Override
  public int compareTo(RootPath other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
