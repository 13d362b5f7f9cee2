package io.hypertile.zarr.marks;

import io.hypertile.digest.Sha256;
import io.hypertile.schema.ArrayId;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StorePrefix;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Findings of a look at a collection, in 28 bytes for each array: the ids of its register, and a
 * digest for the state of each place. Of a changed state it is told that it is the same as one
 * before with a chance of one in 10¹³ for a million arrays. Immutable when it is made.
 */
public final class ArrayMarks {
  private static final int FORMAT = 1;
  private static final int HEAD = 3 * Integer.BYTES;

  private final ListedIds ids;
  private final long[] states;

  private ArrayMarks(ListedIds ids, long[] states) {
    this.ids = ids;
    this.states = states;
  }

  /** Number of ids. */
  public int size() {
    return ids.size();
  }

  /** Whether the state of a place is one that was found. */
  public boolean has(long state) {
    return Arrays.binarySearch(states, state) >= 0;
  }

  /** Adds the ids that only one of two looks has found to a set. */
  public void addDifferent(ArrayMarks before, Set<ArrayId> different) {
    ids.addDifferent(before.ids, different);
  }

  /** The marks as bytes, to be kept in a file. */
  public byte[] bytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD + ids.size() * ListedIds.BYTES + states.length * Long.BYTES);
    bytes.putInt(FORMAT).putInt(ids.size()).putInt(states.length);
    ids.put(bytes);
    for (long state : states) {
      bytes.putLong(state);
    }
    return bytes.array();
  }

  /** Reads marks that were kept; empty if the bytes are no marks of this form. */
  public static Optional<ArrayMarks> of(byte[] kept) {
    ByteBuffer bytes = ByteBuffer.wrap(kept);
    if (kept.length < HEAD || bytes.getInt() != FORMAT) {
      return Optional.empty();
    }
    int size = bytes.getInt();
    int states = bytes.getInt();
    boolean isWhole =
        size >= 0
            && states >= 0
            && kept.length == HEAD + (long) size * ListedIds.BYTES + (long) states * Long.BYTES;
    if (!isWhole) {
      return Optional.empty();
    }
    ListedIds ids = ListedIds.of(bytes, size);
    long[] sorted = new long[states];
    bytes.asLongBuffer().get(sorted);
    return Optional.of(new ArrayMarks(ids, sorted));
  }

  /**
   * Marks while they are collected. Ids are added by one thread and states by one thread, which may
   * be two.
   */
  public static final class Look {
    private final MessageDigest digest = Sha256.begin();
    private final ListedIds ids = new ListedIds();
    private long[] states = new long[16];
    private int count;

    /** Adds an id, greater than those before it. */
    public void add(ArrayId id) {
      ids.add(id);
    }

    /** Number of ids so far. */
    public int size() {
      return ids.size();
    }

    /** Adds the state of a place, and gives its digest. */
    public long add(StorePrefix place, ObjectVersion version) {
      digest.update(place.text().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      byte[] sum = digest.digest(version.text().getBytes(StandardCharsets.UTF_8));
      long state = ByteBuffer.wrap(sum).getLong();
      if (count == states.length) {
        states = Arrays.copyOf(states, count + count / 2);
      }
      states[count++] = state;
      return state;
    }

    /** Number of states so far. */
    public int states() {
      return count;
    }

    /** The marks; nothing is added any more. */
    public ArrayMarks end() {
      long[] sorted = Arrays.copyOf(states, count);
      Arrays.sort(sorted);
      return new ArrayMarks(ids, sorted);
    }
  }
}
