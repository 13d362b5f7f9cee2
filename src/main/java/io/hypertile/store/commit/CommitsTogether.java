package io.hypertile.store.commit;

import io.hypertile.store.CommitResult;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Commits that depend only on the objects that they change. All that come while the ref of their
 * place is being put are made by the next put together, and one whose objects are still as they
 * were is made for a later state without a change, whichever server made that state. No lock is
 * held while the store is asked. Thread-safe.
 */
final class CommitsTogether {
  /** Others must have come first so often before commits are given up. */
  private static final int MOST_TRIES = 1_000;

  /** Most commits of one put. */
  private static final int MOST_TOGETHER = 256;

  private final Refs refs;
  private final RefChange change;
  private final Map<StoreKey, Line> lines = new HashMap<>();

  /** Commits of one head that wait while others are made; guarded by the map of all. */
  private static final class Line {
    private final List<Member> waiting = new ArrayList<>();
    private Optional<Refs.Found> last = Optional.empty();
  }

  /** A commit on its way. */
  private static final class Member {
    private final CommittedState base;
    private final Map<String, Entry> entries;

    /** Ends with the commit, or with true when its thread is to make those that wait. */
    private final CompletableFuture<Boolean> turn = new CompletableFuture<>();

    private @Nullable CommitResult result;
    private @Nullable RuntimeException failure;

    Member(CommittedState base, Map<String, Entry> entries) {
      this.base = base;
      this.entries = entries;
    }

    /** Whether a state has all that the commit depends on as it was. */
    boolean isFor(PlaceRef now) {
      return base.ref().isSame(base.head().name(), now)
          && entries.keySet().stream().allMatch(key -> base.ref().isSame(key, now));
    }

    boolean isOpen() {
      return result == null && failure == null;
    }

    void end(CommitResult made) {
      result = made;
      turn.complete(false);
    }

    void fail(RuntimeException cause) {
      failure = cause;
      turn.complete(false);
    }

    CommitResult result() {
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(result);
    }
  }

  CommitsTogether(Refs refs) {
    this.refs = refs;
    this.change = new RefChange(refs);
  }

  /**
   * Makes a commit, with others where they come at once.
   *
   * @param base a state in which something was committed
   * @param entries of the objects that change
   * @return lost if the head or one of the objects is not as it was in that state
   */
  CommitResult commit(CommittedState base, Map<String, Entry> entries) {
    Member own = new Member(base, entries);
    if (isFirst(own) || own.turn.join()) {
      lead(base.head());
    }
    return own.result();
  }

  /** Puts a commit into its line; gives whether nobody makes those of the line. */
  private boolean isFirst(Member own) {
    synchronized (lines) {
      Line line = lines.get(own.base.head());
      boolean isFirst = line == null;
      if (line == null) {
        line = new Line();
        lines.put(own.base.head(), line);
      }
      line.waiting.add(own);
      return isFirst;
    }
  }

  /** Makes those that wait, and hands the line to the first that came meanwhile. */
  private void lead(StoreKey head) {
    Line line;
    List<Member> group;
    synchronized (lines) {
      line = Objects.requireNonNull(lines.get(head));
      List<Member> first = line.waiting.subList(0, Math.min(MOST_TOGETHER, line.waiting.size()));
      group = List.copyOf(first);
      first.clear();
    }
    try {
      line.last = makeAll(head, group, latest(line.last, group));
    } catch (RuntimeException | Error e) {
      line.last = Optional.empty();
      RuntimeException cause =
          e instanceof RuntimeException own
              ? own
              : new IllegalStateException("commits have failed", e);
      group.stream().filter(Member::isOpen).forEach(member -> member.fail(cause));
    } finally {
      handOver(head, line);
    }
  }

  private void handOver(StoreKey head, Line line) {
    synchronized (lines) {
      if (line.waiting.isEmpty()) {
        lines.remove(head);
      } else {
        line.waiting.getFirst().turn.complete(true);
      }
    }
  }

  /** The latest ref that is known. */
  private static Refs.Found latest(Optional<Refs.Found> last, List<Member> group) {
    Refs.Found latest = last.orElseGet(() -> group.getFirst().base.found().orElseThrow());
    for (Member member : group) {
      Refs.Found found = member.base.found().orElseThrow();
      if (found.ref().isMadeBy(latest.ref().state())) {
        latest = found;
      }
    }
    return latest;
  }

  /**
   * Makes commits, and ends each.
   *
   * @param known a ref that may have been replaced
   * @return the ref that was put; empty where it is not known
   */
  private Optional<Refs.Found> makeAll(StoreKey head, List<Member> group, Refs.Found known) {
    Optional<Refs.Found> now = Optional.of(known);
    boolean isPresent = false;
    for (int tries = 0; tries < MOST_TRIES && now.isPresent(); tries++) {
      PlaceRef before = now.get().ref();
      Map<String, Entry> together = new HashMap<>();
      List<Member> merged = merged(group, before, together);
      if (merged.isEmpty() && isPresent) {
        break;
      }
      if (merged.isEmpty()) {
        now = refs.find(head.parent());
      } else {
        PlaceRef next = refs.shortened(before.with(WriteId.next(), head.name(), together));
        switch (change.make(head.parent(), now, next)) {
          case RefChange.Outcome.Made(Optional<Refs.Found> put) -> {
            CommitResult made = new CommitResult.Committed(next.headVersion(head.name()));
            merged.forEach(member -> member.end(made));
            lose(group, next.headVersion(head.name()));
            return put;
          }
          case RefChange.Outcome.Unknown(Exception cause) -> {
            merged.forEach(member -> member.end(new CommitResult.Unknown(cause)));
            lose(group, Optional.empty());
            return Optional.empty();
          }
          case RefChange.Outcome.NotMade(Optional<Refs.Found> found) -> now = found;
        }
      }
      isPresent = true;
    }
    lose(group, now.flatMap(found -> found.ref().headVersion(head.name())));
    return now;
  }

  /**
   * The commits that can be made for a state together: of two that change one object, the first.
   *
   * @param together gets their entries
   */
  private static List<Member> merged(
      List<Member> group, PlaceRef before, Map<String, Entry> together) {
    List<Member> merged = new ArrayList<>();
    for (Member member : group) {
      if (member.isFor(before)
          && Collections.disjoint(together.keySet(), member.entries.keySet())) {
        together.putAll(member.entries);
        merged.add(member);
      }
    }
    return merged;
  }

  /** Tells those that are not made that nothing was changed for them. */
  private static void lose(List<Member> group, Optional<ObjectVersion> found) {
    group.stream()
        .filter(Member::isOpen)
        .forEach(member -> member.end(new CommitResult.Lost(found)));
  }
}
