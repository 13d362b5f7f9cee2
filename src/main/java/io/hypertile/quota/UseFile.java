package io.hypertile.quota;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Use of collections as it was known last, kept for the next start, which counts them again and
 * takes this meanwhile. A missing or damaged file counts as empty. For one thread at a time.
 */
final class UseFile {
  private static final System.Logger LOG = System.getLogger(UseFile.class.getName());
  private static final String HEAD = "hypertile use of collections 1";
  private static final int COLUMNS = 3;

  private final Path path;

  /** The file at a path, in a directory that may be missing. */
  UseFile(Path path) {
    this.path = path;
  }

  /** The use of each collection in the file. */
  Map<String, Amount> read() {
    Map<String, Amount> found = new HashMap<>();
    try {
      List<String> lines = Files.readAllLines(path, StandardCharsets.UTF_8);
      if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
        LOG.log(Level.WARNING, "{0} is not used: it does not begin as it should", path);
        return Map.of();
      }
      for (String line : lines.subList(1, lines.size())) {
        String[] columns = line.split("\t", COLUMNS);
        if (columns.length == COLUMNS) {
          long bytes = Long.parseLong(columns[0]);
          long arrays = Long.parseLong(columns[1]);
          found.put(columns[2], new Amount(Math.max(0, bytes), Math.max(0, arrays)));
        }
      }
    } catch (NoSuchFileException e) {
      LOG.log(Level.DEBUG, "nothing is known of collections yet: {0}", path);
    } catch (IOException | NumberFormatException e) {
      LOG.log(Level.WARNING, "{0} is not used: {1}", path, e);
      return Map.of();
    }
    return found;
  }

  /** Keeps this in place of what the file said. */
  void write(Map<String, Amount> uses) {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    new TreeMap<>(uses)
        .forEach((name, use) ->
            text.append(use.bytes())
                .append('\t')
                .append(use.arrays())
                .append('\t')
                .append(name)
                .append('\n'));
    Path temporary = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(temporary, text);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "what collections hold is not kept for the next start: {0}", e);
    }
  }
}
