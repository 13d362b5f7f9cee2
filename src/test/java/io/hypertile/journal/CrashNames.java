package io.hypertile.journal;

import io.hypertile.journal.CrashDisk.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that a power loss leaves: all forced ones, and of the others the first few or any. */
final class CrashNames {
  private final List<Event> past;
  private final Map<Integer, Integer> forced;
  private final Map<Integer, Event.Make> made;
  private final Random random;
  private final Map<Integer, Map<String, Integer>> names = new HashMap<>();
  private @Nullable Set<Integer> reachable;

  /** The changes, when each inode was last forced, and what each is. */
  CrashNames(
      List<Event> past,
      Map<Integer, Integer> forced,
      Map<Integer, Event.Make> made,
      Random random) {
    this.past = past;
    this.forced = forced;
    this.made = made;
    this.random = random;
  }

  /** The inode of each name in each directory. */
  Map<Integer, Map<String, Integer>> surviving() {
    boolean[] kept = kept();
    for (int i = 0; i < past.size(); i++) {
      if (kept[i] && past.get(i) instanceof Event.Name name) {
        if (isReachable(name.directory())) {
          remove(name.oldDirectory(), name.oldName());
          changed(in(name.directory()).put(name.name(), name.inode()));
          changed(name.inode());
        }
      } else if (kept[i] && past.get(i) instanceof Event.Remove remove) {
        remove(remove.directory(), remove.name());
      }
    }
    return names;
  }

  private Map<String, Integer> in(int directory) {
    return names.computeIfAbsent(directory, k -> new HashMap<>());
  }

  private void remove(int directory, String name) {
    changed(in(directory).remove(name));
  }

  /** What can be reached is the same until a directory comes or goes. */
  private void changed(@Nullable Integer inode) {
    if (inode != null && made.get(inode).kind() == CrashDisk.Kind.DIRECTORY) {
      reachable = null;
    }
  }

  /** A directory whose removal survives was empty, so what emptied it survives too. */
  private boolean[] kept() {
    int mode = random.nextInt(4);
    int prefix = random.nextInt(past.size() + 1);
    boolean[] kept = new boolean[past.size()];
    Set<Integer> emptied = new HashSet<>();
    for (int i = past.size() - 1; i >= 0; i--) {
      kept[i] =
          switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < prefix;
            default -> random.nextBoolean();
          };
      if (past.get(i) instanceof Event.Name name) {
        kept[i] |= isDurable(name.directory(), i, emptied);
        kept[i] |= isDurable(name.oldDirectory(), i, emptied);
      } else if (past.get(i) instanceof Event.Remove remove) {
        kept[i] |= isDurable(remove.directory(), i, emptied);
        if (kept[i]) {
          emptied.add(remove.inode());
        }
      }
    }
    return kept;
  }

  private boolean isDurable(int directory, int moment, Set<Integer> emptied) {
    return forced.getOrDefault(directory, -1) > moment || emptied.contains(directory);
  }

  /** File systems keep no name in a directory that was lost itself. */
  private boolean isReachable(int directory) {
    if (reachable == null) {
      reachable = reached();
    }
    return reachable.contains(directory);
  }

  private Set<Integer> reached() {
    Set<Integer> reached = new HashSet<>(Set.of(CrashDisk.ROOT));
    List<Integer> queue = new ArrayList<>(reached);
    for (int i = 0; i < queue.size(); i++) {
      for (int inode : names.getOrDefault(queue.get(i), Map.of()).values()) {
        if (reached.add(inode)) {
          queue.add(inode);
        }
      }
    }
    return reached;
  }
}
