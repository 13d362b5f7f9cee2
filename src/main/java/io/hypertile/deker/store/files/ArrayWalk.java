package io.hypertile.deker.store.files;

import io.hypertile.journal.change.RootPath;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the ids of arrays by walking the data directories in the order of their names, which is the
 * order of the ids. A page costs the directories it passes, wherever it begins.
 */
public final class ArrayWalk {
  private static final int LEVELS = 8;

  private final String ending;
  private final @Nullable String after;
  private final int limit;
  private final List<ArrayId> found = new ArrayList<>();

  private ArrayWalk(String ending, @Nullable String after, int limit) {
    this.ending = ending;
    this.after = after;
    this.limit = limit;
  }

  /**
   * Ids of the arrays of a collection.
   *
   * @param after only greater ids; null for all
   * @param limit at most as many
   * @throws io.hypertile.error.ServiceException {@code storage-unavailable} if a directory cannot
   *     be read
   */
  public static List<ArrayId> list(
      DekerLayout layout, Collection collection, @Nullable ArrayId after, int limit) {
    RootPath data = layout.arrayData(collection.name());
    ArrayWalk walk = new ArrayWalk(layout.ending(), after == null ? null : after.text(), limit);
    try {
      walk.descend(layout.at(data), "");
    } catch (IOException e) {
      throw StorageFailures.unavailable(data.text(), e);
    }
    return walk.found;
  }

  private void descend(Path directory, String prefix) throws IOException {
    for (String name : names(directory, prefix.length() == LEVELS ? 27 : 1)) {
      if (found.size() >= limit) {
        return;
      }
      boolean leaf = prefix.length() == LEVELS;
      String next = leaf ? prefix + "-" + name : prefix + name;
      if (isBefore(next)) {
        continue;
      }
      if (!leaf) {
        descend(directory.resolve(name), next);
      } else if (ArrayId.isValid(next) && (after == null || next.compareTo(after) > 0)) {
        Path file = directory.resolve(name).resolve(next + ending);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          found.add(new ArrayId(next));
        }
      }
    }
  }

  /** Whether everything that begins with the text comes before the first wanted id. */
  private boolean isBefore(String prefix) {
    return after != null
        && prefix.compareTo(after.substring(0, Math.min(prefix.length(), after.length()))) < 0;
  }

  private static List<String> names(Path directory, int length) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.length() == length) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(null);
    return names;
  }
}
