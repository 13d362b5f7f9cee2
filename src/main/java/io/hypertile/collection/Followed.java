package io.hypertile.collection;

import io.hypertile.engine.ArrayChanges;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.Collection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * A collection whose changes are followed. Of an array that this server has noted in the index
 * since the last look, the storage does not tell that it is gone by the next one; so these are
 * looked at again. One thread at a time looks; thread-safe otherwise.
 */
final class Followed {
  private static final String SEPARATOR = " ";

  private final Collection collection;
  private final ArrayChanges changes;
  private final int most;
  private final Set<ArrayId> noted = ConcurrentHashMap.newKeySet();

  /**
   * A collection at which nobody has looked so far.
   *
   * @param most noted arrays that are kept
   */
  Followed(Collection collection, ArrayChanges changes, int most) {
    this.collection = collection;
    this.changes = changes;
    this.most = most;
  }

  Collection collection() {
    return collection;
  }

  /** Keeps arrays that were noted in the index; false if there are too many of them. */
  boolean note(List<ArrayId> ids) {
    noted.addAll(ids);
    return noted.size() <= most;
  }

  /** As {@link ArrayChanges#look}, with the arrays that were noted since the last one. */
  Optional<Set<ArrayId>> look() {
    Set<ArrayId> before = Set.copyOf(noted);
    Optional<Set<ArrayId>> told = changes.look();
    noted.removeAll(before);
    return told.map(ids -> {
      Set<ArrayId> all = new HashSet<>(ids);
      all.addAll(before);
      return all;
    });
  }

  /** Marks for the next start; empty if the storage keeps none. */
  Optional<byte[]> marks() {
    return changes
        .marks()
        .map(marks -> {
          byte[] ids =
              noted.stream()
                  .map(ArrayId::text)
                  .collect(Collectors.joining(SEPARATOR))
                  .getBytes(StandardCharsets.UTF_8);
          return ByteBuffer.allocate(Integer.BYTES + ids.length + marks.length)
              .putInt(ids.length)
              .put(ids)
              .put(marks)
              .array();
        });
  }

  /** Begins with marks of an earlier start; those that cannot be used are left alone. */
  void resume(byte[] marks) {
    ByteBuffer rest = ByteBuffer.wrap(marks);
    int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
    if (length < 0 || length > rest.remaining()) {
      return;
    }
    byte[] ids = new byte[length];
    rest.get(ids);
    for (String id : new String(ids, StandardCharsets.UTF_8).split(SEPARATOR, -1)) {
      if (ArrayId.isValid(id)) {
        noted.add(new ArrayId(id));
      }
    }
    byte[] own = new byte[rest.remaining()];
    rest.get(own);
    changes.resume(own);
  }
}
