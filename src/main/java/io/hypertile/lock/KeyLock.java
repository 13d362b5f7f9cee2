package io.hypertile.lock;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Holders of one key and the calls that wait for it. After a writer all waiting readers get the
 * lock, after the last reader the next writer. Not thread-safe.
 */
final class KeyLock {
  private final List<InProcessLocks.Grant> holders = new ArrayList<>(2);
  private final Deque<InProcessLocks.Grant> readers = new ArrayDeque<>(2);
  private final Deque<InProcessLocks.Grant> writers = new ArrayDeque<>(2);

  /** Grants the key at once or when its turn comes. */
  void request(InProcessLocks.Grant grant) {
    if (grant.mode() == LockMode.READ) {
      readers.add(grant);
      if (writers.isEmpty() && !isWritten()) {
        admitReaders();
      }
    } else {
      writers.add(grant);
      if (holders.isEmpty() && readers.isEmpty()) {
        admit(writers.remove());
      }
    }
  }

  /** Takes the key back, or the wish for it, and lets the next go; true when nobody is left. */
  boolean release(InProcessLocks.Grant grant) {
    boolean wrote = grant.mode() == LockMode.WRITE && holders.contains(grant);
    if (!holders.remove(grant) && !readers.remove(grant)) {
      writers.remove(grant);
    }
    if (holders.isEmpty()) {
      if (!readers.isEmpty() && (wrote || writers.isEmpty())) {
        admitReaders();
      } else if (!writers.isEmpty()) {
        admit(writers.remove());
      }
    } else if (writers.isEmpty() && !isWritten()) {
      admitReaders();
    }
    return holders.isEmpty() && readers.isEmpty() && writers.isEmpty();
  }

  private boolean isWritten() {
    return !holders.isEmpty() && holders.getFirst().mode() == LockMode.WRITE;
  }

  private void admitReaders() {
    while (!readers.isEmpty()) {
      admit(readers.remove());
    }
  }

  private void admit(InProcessLocks.Grant grant) {
    holders.add(grant);
    grant.grant();
  }

  List<InProcessLocks.Grant> holders() {
    return holders;
  }
}
