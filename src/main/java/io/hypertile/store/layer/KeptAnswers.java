package io.hypertile.store.layer;

import io.hypertile.store.Depth;
import io.hypertile.store.HeldObject;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Last answers of a store to questions, within a number of bytes: those that were not asked for the
 * longest time go first. Thread-safe.
 */
final class KeptAnswers {
  /** Bytes of the heap that an answer takes besides those of its object. */
  private static final int OVERHEAD = 400;

  /** Kinds of answers in the file for the next start. */
  private static final int FIND = 0;

  private static final int LOAD = 1;
  private static final int END = 2;

  private final long most;
  private final Map<Question, Kept> answers = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  /** No answers yet, and room for so many bytes. */
  KeptAnswers(long most) {
    this.most = most;
  }

  /** A question. */
  sealed interface Question {
    /** Whether an object is there, and in which state. */
    record Find(StoreKey key) implements Question {}

    /** All bytes of a small object. */
    record Load(StoreKey key) implements Question {}

    /** A page of a list. */
    record Page(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth)
        implements Question {}
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

  /** Writes answers for the next start, but for lists. */
  synchronized void write(DataOutputStream out) throws IOException {
    out.writeLong(System.currentTimeMillis());
    for (Map.Entry<Question, Kept> answer : answers.entrySet()) {
      Kept kept = answer.getValue();
      Optional<?> value = (Optional<?>) kept.value;
      switch (answer.getKey()) {
        case Question.Find(StoreKey key) -> {
          out.writeByte(FIND);
          out.writeUTF(key.text());
          out.writeBoolean(value.isPresent());
          if (value.isPresent() && value.get() instanceof StoredObject object) {
            out.writeLong(object.size());
            out.writeUTF(object.version().text());
          }
        }
        case Question.Load(StoreKey key) -> {
          out.writeByte(LOAD);
          out.writeUTF(key.text());
          out.writeBoolean(value.isPresent());
          if (value.isPresent() && value.get() instanceof HeldObject object) {
            out.writeInt(object.bytes().length);
            out.write(object.bytes());
            out.writeUTF(object.version().text());
          }
        }
        case Question.Page page -> {
          continue;
        }
      }
      out.writeLong(TimeUnit.NANOSECONDS.toMillis(kept.age()));
    }
    out.writeByte(END);
  }

  /** Reads answers of an earlier start; gives none if the clock was put back since. */
  Map<Question, Kept> read(DataInputStream in) throws IOException {
    long since = System.currentTimeMillis() - in.readLong();
    Map<Question, Kept> read = new LinkedHashMap<>();
    for (int kind = in.readByte(); kind != END; kind = in.readByte()) {
      StoreKey key = new StoreKey(in.readUTF());
      boolean isPresent = in.readBoolean();
      Optional<Object> value = Optional.empty();
      int length = 0;
      if (isPresent && kind == FIND) {
        long size = in.readLong();
        value = Optional.of(new StoredObject(key, size, new ObjectVersion(in.readUTF())));
      } else if (isPresent && kind == LOAD) {
        length = in.readInt();
        byte[] bytes = in.readNBytes(Math.toIntExact(Math.min(length, most)));
        value = Optional.of(new HeldObject(bytes, new ObjectVersion(in.readUTF())));
      }
      long age = since + in.readLong();
      Question question = kind == FIND ? new Question.Find(key) : new Question.Load(key);
      long asked = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(age);
      read.put(question, new Kept(value, length, asked));
    }
    return since < 0 ? Map.of() : read;
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
