package io.hypertile.dataset.store;

import io.hypertile.dataset.segment.ItemValue;
import io.hypertile.dataset.table.Row;
import io.hypertile.dataset.table.Table;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.StorePrefix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A state: the table, and the segments that its places are in. Counts who holds it; the objects
 * stay readable until nobody does. Thread-safe.
 */
final class Snapshot {
  private static final AtomicLong STAMPS = new AtomicLong();

  private final long stamp = STAMPS.incrementAndGet();
  private final Table table;
  private final HeadDocument head;
  private final Map<Integer, Segment> byNumber = new HashMap<>();
  private final StorePrefix place;
  private final Revision objects;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * A state with one holder.
   *
   * @param head its segments with their numbers
   * @param objects state of the objects, closed when nobody holds the snapshot
   */
  Snapshot(Table table, HeadDocument head, StorePrefix place, Revision objects) {
    this.table = table;
    this.head = head;
    this.place = place;
    this.objects = objects;
    head.segments().forEach(segment -> byNumber.put(segment.number(), segment));
  }

  /** Number that no other snapshot of this process has. */
  long stamp() {
    return stamp;
  }

  Table table() {
    return table;
  }

  HeadDocument head() {
    return head;
  }

  List<Segment> segments() {
    return head.segments();
  }

  Revision objects() {
    return objects;
  }

  StorePrefix place() {
    return place;
  }

  /** The segment of a number. */
  Segment segment(int number) {
    Segment found = byNumber.get(number);
    if (found == null) {
      throw new IllegalStateException("a place in a segment that is gone");
    }
    return found;
  }

  /** Version of a dataset or an array that was changed last in a state. */
  ObjectVersion version(long epoch) {
    return version(head.line(), epoch);
  }

  static ObjectVersion version(String line, long epoch) {
    return new ObjectVersion(Long.toString(epoch, Character.MAX_RADIX) + "-" + line);
  }

  /** Version of an object. */
  ObjectVersion version(ObjectName name, int array, Row row, ItemValue.Place at) {
    boolean isNode = name.isDocument();
    return isNode
        ? version(row.changed(array))
        : new ObjectVersion(
            segment(at.segment()).id() + "-" + Long.toString(at.offset(), Character.MAX_RADIX));
  }

  /** One more holder; false if there was none left. */
  boolean hold() {
    while (true) {
      int count = holders.get();
      if (count == 0) {
        return false;
      }
      if (holders.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** One holder less. */
  void release() {
    if (holders.decrementAndGet() == 0) {
      objects.close();
    }
  }
}
