package io.hypertile.dataset.across;

import io.hypertile.dataset.ArrayName;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Members that were found in states, by the stamps of these, so that none is ever given for another
 * state. Bounded by their bytes on the heap; those used longest ago go first. Thread-safe.
 */
public final class MemberMemory {
  private static final int PART_OF_HEAP = 64;

  private final long mostBytes;
  private final LinkedHashMap<Question, Kept> known = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /**
   * A search for members.
   *
   * @param stamp of the state
   * @param which parameters that say which datasets are meant, in one order; empty for all
   */
  public record Question(long stamp, ArrayName array, List<Optional<String>> which) {
    /** A question. */
    public Question {
      which = List.copyOf(which);
    }

    private long bytes() {
      return 256
          + which.stream().mapToLong(each -> each.map(text -> 2L * text.length()).orElse(0L)).sum();
    }
  }

  private record Kept(FoundMembers members, long bytes) {}

  /** Room for so many bytes. */
  public MemberMemory(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Room for a small part of the heap. */
  public static MemberMemory ofHeap() {
    return new MemberMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Members that were found before. */
  public synchronized Optional<FoundMembers> find(Question question) {
    return Optional.ofNullable(known.get(question)).map(Kept::members);
  }

  /** Keeps members, if there is room for them. */
  public void keep(Question question, FoundMembers members) {
    long own = question.bytes() + members.bytes();
    if (own <= mostBytes) {
      keep(question, new Kept(members, own));
    }
  }

  private synchronized void keep(Question question, Kept kept) {
    Kept before = known.put(question, kept);
    bytes += kept.bytes - (before == null ? 0 : before.bytes);
    Iterator<Map.Entry<Question, Kept>> eldest = known.entrySet().iterator();
    while (bytes > mostBytes) {
      bytes -= eldest.next().getValue().bytes;
      eldest.remove();
    }
  }

  /** Bytes of all that is kept. */
  synchronized long bytes() {
    return bytes;
  }
}
