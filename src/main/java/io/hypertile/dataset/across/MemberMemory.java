package io.hypertile.dataset.across;

import io.hypertile.dataset.ArrayName;
import io.hypertile.dataset.BoundedMemory;
import java.util.List;
import java.util.Optional;

/**
 * Members that were found in states, kept by the stamps of the states, so that no search gets those
 * of another state. Bounded by their bytes on the heap; those used longest ago go first.
 * Thread-safe.
 */
public final class MemberMemory {
  private static final int PART_OF_HEAP = 64;

  private final BoundedMemory<Question, FoundMembers> known;

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

  /** Room for so many bytes. */
  public MemberMemory(long mostBytes) {
    this.known = new BoundedMemory<>(mostBytes);
  }

  /** Room for a small part of the heap. */
  public static MemberMemory ofHeap() {
    return new MemberMemory(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
  }

  /** Members that were found before. */
  public Optional<FoundMembers> find(Question question) {
    return Optional.ofNullable(known.find(question));
  }

  /** Keeps members, if there is room for them. */
  public void keep(Question question, FoundMembers members) {
    known.keep(question, members, question.bytes() + members.bytes());
  }

  /** Bytes of all that is kept. */
  long bytes() {
    return known.bytes();
  }
}
