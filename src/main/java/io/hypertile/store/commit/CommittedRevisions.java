package io.hypertile.store.commit;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.CommitResult;
import io.hypertile.store.HeldObject;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreException.Retry;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * States of places in a store that changes one object at a time, if its conditions hold however
 * many writers race: those of this server and of others.
 *
 * <p>Bytes are put under names that are never used again. One put of a small ref, under the
 * condition that it is the one that the change was made for, is the commit: before it nothing is
 * seen, after it everything. A ref names the writes before it, so that a writer without an answer
 * finds out whether it came through. A reader holds the ref that it opened and sees that state for
 * as long as the bytes are kept.
 */
public final class CommittedRevisions implements Revisions {
  /** Longest head that is kept in its ref, which every change of its place writes again. */
  private static final int LONGEST_IN_REF = 16 << 10;

  /** Objects that a check holds at a time, in some 100 MB of heap. */
  private static final int MOST_CHECKED = 500_000;

  private final Store store;
  private final boolean isWritable;
  private final Refs refs;
  private final RefChange change;
  private final CommitsTogether together;
  private final Uploads uploads;
  private final PresentObjects present;
  private final StateSweep sweep;

  /**
   * States of a store.
   *
   * @param store the objects and refs; settles puts without an answer as far as it can
   * @param isWritable whether commits are made
   */
  public CommittedRevisions(Store store, boolean isWritable) {
    this.store = store;
    this.isWritable = isWritable;
    this.refs = new Refs(store);
    this.change = new RefChange(refs);
    this.together = new CommitsTogether(refs);
    this.uploads = new Uploads(store, refs);
    this.present = new PresentObjects(store, refs);
    this.sweep = new StateSweep(store, refs);
  }

  /**
   * Whether what is under a key never changes, and nothing else ever gets the key, as for the bytes
   * and the lists that commits name.
   */
  public static boolean isLasting(StoreKey key) {
    return Names.isSwept(key);
  }

  @Override
  public Store store() {
    return present;
  }

  /** Removes what no state names any more, pass by pass. */
  public StateSweep sweep() {
    return sweep;
  }

  @Override
  public void findFaults(Set<FaultKind> kinds, Predicate<Fault> taker) {
    new StateCheck(store, kinds, taker, Instant.now(), MOST_CHECKED).run();
  }

  @Override
  public Store plain() {
    return store;
  }

  @Override
  public Revision open(StoreKey head) {
    return CommittedState.open(store, refs, head);
  }

  @Override
  public boolean marks(StorePrefix around, BiPredicate<StorePrefix, ObjectVersion> taker) {
    return store.capabilities().lists() && refs.marks(around, taker);
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    requireWritable();
    return uploads.put(body);
  }

  @Override
  public StagedObject stageHead(ObjectBody body) {
    requireWritable();
    return body.size() <= LONGEST_IN_REF
        ? StagedBytes.inCommit(store, HeldObject.bytes(store.name(), body))
        : uploads.put(body);
  }

  @Override
  public CommitResult commit(Revision base, List<KeyChange> changes) {
    requireWritable();
    CommittedState before = (CommittedState) base;
    StorePrefix place = before.head().parent();
    Map<String, Entry> entries = entries(before, changes);
    if (before.found().isEmpty() && !isAsPlain(before)) {
      return new CommitResult.Lost(open(before.head()).version());
    }
    String head = before.head().name();
    PlaceRef next = refs.shortened(before.ref().with(WriteId.next(), head, entries));
    CommitResult result =
        switch (change.make(place, before.found(), next)) {
          case RefChange.Outcome.Made made -> new CommitResult.Committed(next.headVersion(head));
          case RefChange.Outcome.NotMade notMade ->
              new CommitResult.Lost(open(before.head()).version());
          case RefChange.Outcome.Unknown(Exception cause) -> new CommitResult.Unknown(cause);
        };
    taken(result, changes);
    return result;
  }

  @Override
  public CommitResult commitBeside(Revision base, List<KeyChange> changes) {
    requireWritable();
    CommittedState before = (CommittedState) base;
    if (before.found().isEmpty()) {
      return commit(base, changes);
    }
    CommitResult result = together.commit(before, entries(before, changes));
    taken(result, changes);
    return result;
  }

  @Override
  public void relocate(Relocation relocation) {
    requireWritable();
    new PlaceMoves(store, refs, uploads, this::commit).make(relocation);
  }

  /** Leaves what was staged to the state that may have it. */
  private static void taken(CommitResult result, List<KeyChange> changes) {
    if (!(result instanceof CommitResult.Lost)) {
      changes.forEach(CommittedRevisions::take);
    }
  }

  private static void take(KeyChange change) {
    if (change instanceof KeyChange.Put put) {
      ((StagedBytes) put.body()).take();
    }
  }

  private Map<String, Entry> entries(CommittedState before, List<KeyChange> changes) {
    StorePrefix place = before.head().parent();
    Map<String, Entry> entries = new HashMap<>();
    boolean hasHead = before.version().isPresent();
    for (KeyChange change : changes) {
      StoreKey key = change.key();
      if (!key.isBelow(place) || Names.isPrivate(key)) {
        throw new IllegalArgumentException(key + " does not change with " + before.head());
      }
      hasHead |= key.equals(before.head());
      entries.put(
          place.relative(key),
          switch (change) {
            case KeyChange.Put put -> fresh(((StagedBytes) put.body()).await());
            case KeyChange.Remove remove -> Entry.REMOVED;
            case KeyChange.RemoveAll all ->
                throw new IllegalArgumentException(all.key() + " with all below");
          });
    }
    if (!hasHead) {
      throw new IllegalArgumentException("nothing puts " + before.head());
    }
    return entries;
  }

  private Entry.Put fresh(Entry.Put staged) {
    if (staged.id().isOlder(WriteId.STAGED_AGE, Instant.now())) {
      throw new StoreException(
          store.name(),
          "The change has taken too long, and nothing was changed; make it again.",
          Retry.LATER,
          null);
    }
    return staged;
  }

  /** Whether a plain head, which other programs may replace, is still in the state it was in. */
  private boolean isAsPlain(CommittedState before) {
    return before.version().isEmpty()
        || store.find(before.head()).map(found -> found.version()).equals(before.version());
  }

  private void requireWritable() {
    if (!isWritable) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN,
          "What is in the store is only read; nothing was changed.",
          Map.of("store", store.name()),
          null);
    }
  }
}
