package io.hypertile.journal;

import io.hypertile.journal.change.Change;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The last change of each path in the log before which nothing needs to be redone there: the file
 * at the path then was replaced or deleted, or was made durable before it was moved away. Redoing
 * an earlier change would spoil the file that came after it.
 */
final class Resets {
  private final Map<String, Long> names = new HashMap<>();

  /**
   * Like {@link #names}, but for a path with everything below it: there was nothing below a file.
   */
  private final Map<String, Long> trees = new HashMap<>();

  /** Notes the changes of a record, of which the first has the number given. */
  void add(List<Change> changes, long firstNumber) {
    long number = firstNumber;
    for (Change change : changes) {
      String path = change.path().text();
      switch (change) {
        case Change.Replace replace -> {
          trees.put(replace.from().text(), number);
          trees.put(path, number);
        }
        case Change.DeleteTree ignored -> trees.put(path, number);
        case Change.PutFile ignored -> trees.put(path, number);
        case Change.Delete ignored -> trees.put(path, number);
        case Change.Link ignored -> names.put(path, number);
        case Change.WriteBytes ignored -> {}
        case Change.WriteFill ignored -> {}
        case Change.WriteBox ignored -> {}
        case Change.SetLength ignored -> {}
        case Change.MakeDirectories ignored -> {}
        case Change.RemoveEmptyDirectories ignored -> {}
        case Change.Touch ignored -> {}
      }
      number++;
    }
  }

  /**
   * Whether the last change that put or removed the file at a path comes before a number. False
   * where the log tells of none.
   */
  boolean isBefore(String path, long number) {
    Long last = trees.get(path);
    return last != null && last < number;
  }

  /** Whether a later change has made the change of the number void. */
  boolean isVoid(Change change, long number) {
    String path = change.path().text();
    if (names.getOrDefault(path, -1L) > number) {
      return true;
    }
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (trees.getOrDefault(path.substring(0, end), -1L) > number) {
        return true;
      }
    }
    return false;
  }
}
