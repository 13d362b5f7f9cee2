package io.hypertile.journal;

import io.hypertile.journal.CrashDisk.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The names that a power loss leaves: all forced ones, and of the others none, all, the first few
 * or any, as far as a file system can leave them. A name in a directory goes through its states in
 * order, and a rename changes two names at once; so whichever change of a name survives, all that
 * happened to that name before survive too. Where the removal of a directory survives, so does what
 * emptied it. What is made in a directory that is lost is lost with it; what is moved there is not,
 * so the directory survives.
 */
final class CrashNames {
  private static final int NO_DIRECTORY = -1;

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
        } else if (name.oldDirectory() != NO_DIRECTORY) {
          throw new AssertionError("a rename has lost what it moved: " + name);
        }
      } else if (kept[i] && past.get(i) instanceof Event.Remove remove) {
        remove(remove.directory(), remove.name());
      }
    }
    return names;
  }

  private Map<String, Integer> in(int directory) {
    return names.computeIfAbsent(directory, k -> new TreeMap<>());
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

  private boolean[] kept() {
    int mode = random.nextInt(4);
    int prefix = random.nextInt(past.size() + 1);
    boolean[] kept = new boolean[past.size()];
    Needed needed = new Needed(forced);
    for (int i = past.size() - 1; i >= 0; i--) {
      boolean drawn =
          switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < prefix;
            default -> random.nextBoolean();
          };
      kept[i] =
          switch (past.get(i)) {
            case Event.Name name -> (drawn || needed.has(name, i)) && needed.add(name);
            case Event.Remove remove -> (drawn || needed.has(remove, i)) && needed.add(remove);
            default -> false;
          };
    }
    return kept;
  }

  /** What later changes that survive need of those before them. */
  private static final class Needed {
    private final Map<Integer, Integer> forced;
    private final Set<Entry> entries = new HashSet<>();
    private final Set<Integer> emptied = new HashSet<>();

    /** Directories into which something was moved. */
    private final Set<Integer> entered = new HashSet<>();

    /** A name in a directory, whatever it stands for. */
    private record Entry(int directory, String name) {}

    Needed(Map<Integer, Integer> forced) {
      this.forced = forced;
    }

    boolean has(Event.Name name, int moment) {
      return has(name.directory(), name.name(), moment)
          || has(name.oldDirectory(), name.oldName(), moment)
          || entered.contains(name.inode());
    }

    boolean has(Event.Remove remove, int moment) {
      return has(remove.directory(), remove.name(), moment);
    }

    private boolean has(int directory, String name, int moment) {
      return forced.getOrDefault(directory, -1) > moment
          || emptied.contains(directory)
          || entries.contains(new Entry(directory, name));
    }

    /** Notes a change that survives. */
    boolean add(Event.Name name) {
      entries.add(new Entry(name.directory(), name.name()));
      if (name.oldDirectory() != NO_DIRECTORY) {
        entries.add(new Entry(name.oldDirectory(), name.oldName()));
        entered.add(name.directory());
      }
      if (entered.contains(name.inode())) {
        entered.add(name.directory());
      }
      return true;
    }

    /** Notes a removal that survives. */
    boolean add(Event.Remove remove) {
      entries.add(new Entry(remove.directory(), remove.name()));
      emptied.add(remove.inode());
      return true;
    }
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
