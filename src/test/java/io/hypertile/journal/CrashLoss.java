package io.hypertile.journal;

import io.hypertile.journal.CrashDisk.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** What one loss of power leaves of the changes before it, drawn anew each time it is written. */
final class CrashLoss {
  private final List<Event> past;
  private final Random random;

  CrashLoss(List<Event> past, Random random) {
    this.past = past;
    this.random = random;
  }

  /** Makes what is left in an empty directory. */
  void write(Path target) throws IOException {
    Map<Integer, Integer> forced = new HashMap<>();
    Map<Integer, Integer> forcedTimes = new HashMap<>();
    Map<Integer, Event.Make> made = new HashMap<>();
    Map<Integer, List<Integer>> changes = new HashMap<>();
    for (int i = 0; i < past.size(); i++) {
      switch (past.get(i)) {
        case Event.Force(int inode, boolean metadata) -> {
          forced.put(inode, i);
          if (metadata) {
            forcedTimes.put(inode, i);
          }
        }
        case Event.Make make -> made.put(make.inode(), make);
        case Event.Write write ->
            changes.computeIfAbsent(write.inode(), k -> new ArrayList<>()).add(i);
        case Event.Truncate cut ->
            changes.computeIfAbsent(cut.inode(), k -> new ArrayList<>()).add(i);
        case Event.Touch touch ->
            changes.computeIfAbsent(touch.inode(), k -> new ArrayList<>()).add(i);
        case Event.Name ignored -> {}
        case Event.Remove ignored -> {}
      }
    }
    Map<Integer, Map<String, Integer>> names =
        new CrashNames(past, forced, made, random).surviving();
    CrashFiles files = new CrashFiles(past, changes, forced, forcedTimes, random);
    Builder builder = new Builder(files, made, names);
    builder.build(CrashDisk.ROOT, target, new HashSet<>());
  }

  private record Builder(
      CrashFiles files, Map<Integer, Event.Make> made, Map<Integer, Map<String, Integer>> names) {
    void build(int directory, Path target, Set<Integer> above) throws IOException {
      Files.createDirectories(target);
      Set<Integer> inside = new HashSet<>(above);
      inside.add(directory);
      for (Map.Entry<String, Integer> entry : names.getOrDefault(directory, Map.of()).entrySet()) {
        Path path = target.resolve(entry.getKey());
        int inode = entry.getValue();
        switch (made.get(inode).kind()) {
          case DIRECTORY -> {
            if (!inside.contains(inode)) {
              build(inode, path, inside);
            }
          }
          case LINK -> Files.createSymbolicLink(path, Path.of(made.get(inode).text()));
          case FILE -> files.write(inode, path);
        }
      }
    }
  }
}
