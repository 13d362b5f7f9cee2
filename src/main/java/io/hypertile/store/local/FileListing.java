package io.hypertile.store.local;

import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.Listing;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Lists the files below a directory in the order of their keys. For one page. */
final class FileListing {
  private final ObjectFiles files;
  private final Path root;
  private final StorePrefix prefix;
  private final Optional<ListMark> after;
  private final Depth depth;
  private final Listing listing;

  /**
   * An entry of a directory; a directory's name ends in a slash, so that it is ordered as its keys.
   */
  private record Entry(String key, Path path, boolean isDirectory) {}

  FileListing(
      ObjectFiles files, StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    this.files = files;
    this.root = files.root();
    this.prefix = prefix;
    this.after = after;
    this.depth = depth;
    this.listing = new Listing(prefix, after, limit, depth);
  }

  KeyPage page() throws IOException {
    Path start = prefix.isRoot() ? root : root.resolve(prefix.text());
    if (isInside(start)) {
      walk(start, prefix.isRoot() ? "" : prefix.text() + "/");
    }
    return listing.page();
  }

  private boolean isInside(Path start) {
    for (Path at = start; at != null && !at.equals(root); at = at.getParent()) {
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  /** False when the page is full. */
  private boolean walk(Path directory, String before) throws IOException {
    for (Entry entry : entries(directory, before)) {
      if (!entry.isDirectory) {
        Optional<FileState> state = PathLook.now(entry.path).file();
        if (state.isPresent() && !listing.add(state.get().object(new StoreKey(entry.key)))) {
          return false;
        }
      } else if (!isPassed(entry.key) && !below(entry)) {
        return false;
      }
    }
    return true;
  }

  private boolean below(Entry directory) throws IOException {
    if (depth == Depth.ALL) {
      return walk(directory.path, directory.key);
    }
    // One object says that the prefix is there.
    FileListing first =
        new FileListing(
            files,
            new StorePrefix(directory.key.substring(0, directory.key.length() - 1)),
            Optional.empty(),
            1,
            Depth.ALL);
    var found = first.page().objects();
    return found.isEmpty() || listing.add(found.getFirst());
  }

  /** Whether all keys below a directory are in earlier pages. */
  private boolean isPassed(String key) {
    if (after.isEmpty()) {
      return false;
    }
    String mark = after.get().text();
    return !mark.startsWith(key) && StoreKey.compare(key, mark) < 0
        || depth == Depth.CHILDREN && mark.equals(key);
  }

  private List<Entry> entries(Path directory, String before) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      for (Path path : stream) {
        boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        String key = before + path.getFileName();
        // A file of another program, with a name that no key has, does not belong to the store.
        if (StoreKey.isKey(key) && !files.isHidden(key)) {
          entries.add(new Entry(isDirectory ? key + "/" : key, path, isDirectory));
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    entries.sort(Comparator.comparing(Entry::key, StoreKey::compare));
    return entries;
  }
}
