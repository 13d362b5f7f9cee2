package io.hypertile.backup;

import io.hypertile.backup.BackupEntry.LinkEntry;
import io.hypertile.error.ServiceException;
import io.hypertile.journal.change.RootPath;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Links that a backup may hold: those that lead to a place below the storage root, wherever that
 * is.
 */
final class LinkTargets {
  private static final Pattern OF_A_KEY =
      Pattern.compile("(collections/[^/]+/)(?:array|varray)_symlinks/.+");
  private static final Pattern DATA = Pattern.compile("(?:array|varray)_data/.+");

  private LinkTargets() {}

  /**
   * A link of a storage as an entry.
   *
   * @param root real path of the storage
   * @param path of the link below the root
   * @param target its text
   * @return empty where it leads out of the root, or may do so
   */
  static Optional<LinkEntry> entry(Path root, String path, Path target) {
    if (target.startsWith(root)) {
      return below(path, root.relativize(target).toString());
    }
    if (isInside(path, target.toString())) {
      return Optional.of(new LinkEntry(path, target.toString(), false));
    }
    return moved(path, target.toString()).flatMap(found -> below(path, found));
  }

  /** The file of a key's link in a storage that has been moved since the link was made. */
  private static Optional<String> moved(String path, String target) {
    Matcher link = OF_A_KEY.matcher(path);
    if (!link.matches()) {
      return Optional.empty();
    }
    String collection = link.group(1);
    int at = target.lastIndexOf("/" + collection);
    String file = at < 0 ? "" : target.substring(at + 1 + collection.length());
    return DATA.matcher(file).matches() ? Optional.of(collection + file) : Optional.empty();
  }

  private static Optional<LinkEntry> below(String path, String target) {
    try {
      return Optional.of(new LinkEntry(path, new RootPath(target).text(), true));
    } catch (ServiceException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether a relative target stays below the root: it goes up first, not beyond the root, and then
   * down only, so that no other link on its way leads it out.
   */
  static boolean isInside(String path, String target) {
    String rest = target;
    String above = path;
    while (rest.startsWith("../")) {
      rest = rest.substring("../".length());
      int end = parent(above).length();
      if (end == 0) {
        return false;
      }
      above = above.substring(0, end);
    }
    return below(path, rest).isPresent();
  }

  /** The path of the directory of an entry; empty for the root. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
