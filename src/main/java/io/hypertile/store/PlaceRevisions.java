package io.hypertile.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * States of a place whose changes all go by the head of the place. Changes of different heads are
 * made one after the other and do not fail each other.
 */
public final class PlaceRevisions implements SharedRevisions {
  /** Others must have come first so often before a change is given up. */
  private static final int MOST_TRIES = 1_000;

  private static final long LARGEST_HEAD = 64L << 20;

  private final Revisions base;
  private final StoreKey root;

  /** Commits of one server are made in turns, as each begins again when another comes first. */
  private final ReentrantLock turns = new ReentrantLock();

  /**
   * States of a place.
   *
   * @param base states of the store
   * @param root the head of the place
   */
  public PlaceRevisions(Revisions base, StoreKey root) {
    this.base = base;
    this.root = root;
  }

  @Override
  public Store store() {
    return base.store();
  }

  @Override
  public boolean canCommit() {
    return base.canCommit();
  }

  @Override
  public Revision openAll() {
    return base.open(root);
  }

  @Override
  public Revision open(StoreKey head) {
    Revision all = openAll();
    boolean isSeen = false;
    try {
      Revision seen = SeenRevision.of(all, head);
      isSeen = true;
      return seen;
    } finally {
      if (!isSeen) {
        all.close();
      }
    }
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    return base.stage(body);
  }

  @Override
  public StagedObject stageNew(ObjectBody body) {
    return base.stageNew(body);
  }

  /** Heads within the place are objects like others for the head of the place. */
  @Override
  public Batch openBatch() {
    Batch stage = base.openBatch();
    return Batch.of(stage::stage, stage::stage, stage::close);
  }

  @Override
  public CommitResult commitAll(List<HeadChange> changes) {
    return commitInTurn(
        changes,
        (now, all) -> {
          CommitResult result = base.commit(now, all);
          return result instanceof CommitResult.Committed(Optional<ObjectVersion> version)
              ? new CommitResult.Committed(behind(version, changes.getLast()))
              : result;
        });
  }

  @Override
  public CommitResult commitAllEarly(List<HeadChange> changes) {
    return commitInTurn(changes, base::commitEarly);
  }

  /** Commits changes for a state of the place. */
  private interface Committing {
    CommitResult commit(Revision now, List<KeyChange> changes);
  }

  private CommitResult commitInTurn(List<HeadChange> changes, Committing committing) {
    turns.lock();
    try {
      return commitAgain(changes, committing);
    } finally {
      turns.unlock();
    }
  }

  private CommitResult commitAgain(List<HeadChange> changes, Committing committing) {
    CommitResult result = new CommitResult.Lost(Optional.empty());
    for (int tries = 0; tries < MOST_TRIES && result instanceof CommitResult.Lost; tries++) {
      try (Revision now = openAll()) {
        for (HeadChange change : changes) {
          Optional<ObjectVersion> found = SeenRevision.of(now, change.head()).version();
          if (!found.equals(change.base())) {
            return new CommitResult.Lost(found);
          }
        }
        result = commitHeads(now, changes, committing);
      }
    }
    return result;
  }

  /** Commits for a state of the place, whose heads are as they should be. */
  private CommitResult commitHeads(Revision now, List<HeadChange> changes, Committing committing) {
    List<StagedObject> renewed = new ArrayList<>();
    try (Batch stage = base.openBatch()) {
      List<KeyChange> all = new ArrayList<>();
      for (HeadChange change : changes) {
        change.changes().forEach(each -> add(each, all));
        boolean isRenewed = !change.changes().isEmpty() && !change.isOfHead();
        if (isRenewed && !change.head().equals(root)) {
          LoadedObject head = now.load(change.head(), LARGEST_HEAD).orElseThrow();
          StagedObject same = stage.stage(ObjectBody.of(head.bytes()));
          renewed.add(same);
          all.add(new KeyChange.Put(change.head(), same));
        }
      }
      return committing.commit(now, last(all));
    } finally {
      renewed.forEach(StagedObject::close);
    }
  }

  private void add(KeyChange change, List<KeyChange> all) {
    if (!(change instanceof KeyChange.RemoveAll(StoreKey key, Set<StoreKey> kept))) {
      all.add(change);
      return;
    }
    all.add(new KeyChange.Remove(key));
    store().keysBelow(key.asPrefix()).stream()
        .filter(each -> !kept.contains(each))
        .forEach(each -> all.add(new KeyChange.Remove(each)));
  }

  /** The last change of each key: what is put stays, also where all around it is removed. */
  private static List<KeyChange> last(List<KeyChange> changes) {
    Map<StoreKey, KeyChange> byKey = new LinkedHashMap<>();
    for (KeyChange change : changes) {
      byKey.merge(
          change.key(), change, (one, other) -> other instanceof KeyChange.Put ? other : one);
    }
    return List.copyOf(byKey.values());
  }

  /**
   * Version of a head behind a change. Where another server came after it, a version that no state
   * has: what is changed under that condition fails, and is not made for cells that nobody saw.
   */
  private Optional<ObjectVersion> behind(Optional<ObjectVersion> made, HeadChange change) {
    try (Revision seen = open(change.head());
        Revision all = openAll()) {
      boolean isLast = all.version().equals(made);
      boolean isGone = change.isRemoved();
      if (isLast || isGone) {
        return isGone ? Optional.empty() : seen.version();
      }
      return made.map(version -> new ObjectVersion("overtaken-" + version.text()));
    }
  }
}
