package io.hypertile.backup;

import io.hypertile.journal.change.RootPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Files and directories beside those that the list of a backup has, such as a program left there. A
 * directory that is in no list counts once, without what is in it.
 *
 * @param first paths below the directory of the backup, at most {@value #MOST}
 * @param number of all
 */
public record ExtraFiles(List<String> first, long number) {
  /** Paths that are named. */
  static final int MOST = 100;

  /** Copies the paths. */
  public ExtraFiles {
    first = List.copyOf(first);
  }

  /** Those of a finished backup whose list is as its manifest says. */
  static ExtraFiles of(Generation generation) throws IOException {
    Found found = new Found();
    Path directory = generation.directory();
    Set<Path> known = Set.of(generation.manifest(), generation.list(), generation.files());
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> !known.contains(entry))
          .map(directory::relativize)
          .forEach(found::add);
    }
    String[] unlisted = {""};
    try (EntryReader entries = EntryReader.whole(generation.list())) {
      RootWalk walk =
          new RootWalk(
              generation.files(),
              path -> true,
              (path, place, attributes) -> {
                boolean isNamed = !unlisted[0].isEmpty() && RootPath.isWithin(path, unlisted[0]);
                if (!isNamed && !isListed(entries.find(path), attributes.isDirectory())) {
                  unlisted[0] = path;
                  found.add(directory.relativize(place));
                }
              });
      walk.all();
    }
    return new ExtraFiles(found.first, found.number);
  }

  /** Links are in the list alone. */
  private static boolean isListed(@Nullable BackupEntry entry, boolean isDirectory) {
    return isDirectory
        ? entry instanceof BackupEntry.DirectoryEntry
        : entry instanceof BackupEntry.FileEntry;
  }

  private static final class Found {
    private final List<String> first = new ArrayList<>();
    private long number;

    void add(Path path) {
      if (first.size() < MOST) {
        first.add(path.toString());
      }
      number++;
    }
  }
}
