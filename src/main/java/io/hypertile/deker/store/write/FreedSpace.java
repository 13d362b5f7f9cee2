package io.hypertile.deker.store.write;

import io.hypertile.deker.store.files.FileStamp;
import io.hypertile.journal.Journal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;

/**
 * Runs of bytes that replaced chunks left in array files since the server started. Only these are
 * written again: other bytes that look unused may belong to structures that the profile does not
 * know. Space that is forgotten is won back when the file is compacted. Thread-safe.
 */
public final class FreedSpace {
  private static final int MOST_FILES = 1024;
  private static final int MOST_RUNS = 65_536;

  /** One checkpoint may have begun before the run was freed, so two must end. */
  private static final long CHECKPOINTS = 2;

  private final Journal journal;
  private final LinkedHashMap<Path, Runs> files = new LinkedHashMap<>(16, 0.75f, true);

  public FreedSpace(Journal journal) {
    this.journal = journal;
  }

  /** Runs of one file, and the state of the file that they belong to. */
  private record Runs(FileStamp stamp, List<Run> runs) {}

  /**
   * A run that may be written again.
   *
   * @param address first byte
   * @param size bytes
   * @param freed number of checkpoints completed when it was freed
   */
  public record Run(long address, long size, long freed) {}

  /** Runs of a file that are left while a change takes from them. For one thread. */
  public final class Taking {
    private final List<Run> runs;
    private final long checkpoints = journal.statistics().checkpoints();

    private Taking(List<Run> runs) {
      this.runs = runs;
    }

    /**
     * Takes room from the first run that has it.
     *
     * @param throughLog whether the bytes go through the log, which keeps their order; otherwise
     *     the log must not hold older bytes for the place any more
     */
    public OptionalLong take(long size, boolean throughLog) {
      for (int at = 0; at < runs.size(); at++) {
        Run run = runs.get(at);
        if (run.size() >= size && (throughLog || run.freed() + CHECKPOINTS <= checkpoints)) {
          if (run.size() == size) {
            runs.remove(at);
          } else {
            runs.set(at, new Run(run.address() + size, run.size() - size, run.freed()));
          }
          return OptionalLong.of(run.address());
        }
      }
      return OptionalLong.empty();
    }

    /** Adds a run that the change frees; it is there for the next change. */
    public void free(List<Run> later, long address, long size) {
      if (size > 0 && runs.size() + later.size() < MOST_RUNS) {
        later.add(new Run(address, size, checkpoints));
      }
    }

    /** Keeps the runs for the file's new state. */
    public void keep(Path file, FileStamp stamp, List<Run> freed) {
      List<Run> all = new ArrayList<>(runs);
      all.addAll(freed);
      synchronized (files) {
        files.put(file, new Runs(stamp, all));
        if (files.size() > MOST_FILES) {
          files.pollFirstEntry();
        }
      }
    }
  }

  /** The runs of a file in this state; none if another program changed it. */
  public Taking taking(Path file, FileStamp stamp) {
    synchronized (files) {
      Runs known = files.get(file);
      return known != null && known.stamp().equals(stamp)
          ? new Taking(new ArrayList<>(known.runs()))
          : new Taking(new ArrayList<>());
    }
  }
}
