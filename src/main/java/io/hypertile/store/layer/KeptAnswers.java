package io.hypertile.store.layer;

import io.hypertile.store.StoreKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Last answers of a store to questions, within a number of bytes: those that were not asked for the
 * longest time go first. Thread-safe.
 */
final class KeptAnswers {
  /** Bytes of the heap that an answer takes besides those of its object. */
  private static final int OVERHEAD = 400;

  private final long most;
  private final Map<Question, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** No answers yet, and room for so many bytes. */
  KeptAnswers(long most) {
    this.most = most;
  }

  /** A question. */
  sealed interface Question {
    /** The object that is asked for. */
    StoreKey key();

    /** Whether an object is there, and in which state. */
    record Find(StoreKey key) implements Question {}

    /** All bytes of a small object. */
    record Load(StoreKey key) implements Question {}
  }

  /**
   * An answer.
   *
   * @param value not to be changed
   * @param bytes number of bytes that it holds
   * @param asked time just before the store was asked, of {@link System#nanoTime}; it was in this
   *     state then or later
   */
  record Kept(Object value, int bytes, long asked) {
    /** Nanoseconds since the store was asked. */
    long age() {
      return System.nanoTime() - asked;
    }
  }

  synchronized Optional<Kept> find(Question question) {
    return Optional.ofNullable(answers.get(question));
  }

  /** Keeps an answer, unless one to a later question is kept or it takes too much room. */
  synchronized void keep(Question question, Kept kept) {
    Kept before = answers.get(question);
    if (before != null && before.asked - kept.asked > 0) {
      return;
    }
    forget(question);
    if (cost(kept) > most / 8) {
      return;
    }
    answers.put(question, kept);
    bytes += cost(kept);
    var eldest = answers.entrySet().iterator();
    while (bytes > most) {
      bytes -= cost(eldest.next().getValue());
      eldest.remove();
    }
  }

  /** Forgets an answer. */
  synchronized void forget(Question question) {
    @Nullable Kept gone = answers.remove(question);
    if (gone != null) {
      bytes -= cost(gone);
    }
  }

  private static long cost(Kept kept) {
    return OVERHEAD + kept.bytes;
  }
}
