package io.hypertile.store;

import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Objects that change as one: those in the same place as a head, and below. The head's version
 * changes with each of them, so that it stands for the state of all. No object changes with two
 * heads, and all change by commits only as far as the server is concerned; what other programs
 * change is seen object by object. Thread-safe.
 */
public interface Revisions {
  /** The store whose states these are: its objects as they are now. */
  Store store();

  /** Whether anything can be committed at all; asks the store at the first call. */
  default boolean canCommit() {
    return store().capabilities().canCommit();
  }

  /**
   * The store for objects in places in which nothing is ever committed, nor around them. There it
   * gives and takes what {@link #store} does, in one request for each call.
   */
  default Store plain() {
    return store();
  }

  /** The present state of a head and what is beside and below it; keeps it until it is closed. */
  Revision open(StoreKey head);

  /**
   * Shows marks of the present states of a place and of those below it in which something was
   * committed: where a mark is the same as before, nothing was committed in between. Not versions
   * of heads.
   *
   * @param taker takes a place and its mark, and gives whether more are to be shown
   * @return false if not all were shown, or the store does not tell them without a look at each
   *     state
   */
  default boolean marks(StorePrefix around, BiPredicate<StorePrefix, ObjectVersion> taker) {
    return false;
  }

  /**
   * Puts bytes where they can wait for a commit, durably as far as the store keeps anything; a
   * store that is far away may still be on it, so that a failure shows at the commit. The bytes may
   * be changed when this returns. The caller closes what it gets, committed or not.
   */
  StagedObject stage(ObjectBody body);

  /**
   * Like {@link #stage}, for an object that is put where there is none: few bytes may lie in memory
   * until they are committed.
   */
  default StagedObject stageNew(ObjectBody body) {
    return stage(body);
  }

  /**
   * Puts bytes where they can wait to be a head. Short ones may go with the commit, in one request.
   * Otherwise as {@link #stage}.
   */
  default StagedObject stageHead(ObjectBody body) {
    return stage(body);
  }

  /**
   * Room in which the objects of one commit wait together, so that a store can make many small ones
   * durable as one. Of use for one commit only. Thread-safe; must be closed, behind the commit, and
   * gives up what was not committed.
   */
  interface Batch extends AutoCloseable {
    /** Puts bytes where they can wait for the commit, as {@link Revisions#stage}. */
    StagedObject stage(ObjectBody body);

    /** Puts bytes where they can wait to be a head, as {@link Revisions#stageHead}. */
    StagedObject stageHead(ObjectBody body);

    @Override
    void close();

    /**
     * Room of which each part is elsewhere.
     *
     * @param stage puts bytes where they can wait for the commit
     * @param stageHead puts bytes where they can wait to be a head
     * @param end gives up what was not committed
     */
    static Batch of(
        Function<ObjectBody, StagedObject> stage,
        Function<ObjectBody, StagedObject> stageHead,
        Runnable end) {
      return new Batch() {
        @Override
        public StagedObject stage(ObjectBody body) {
          return stage.apply(body);
        }

        @Override
        public StagedObject stageHead(ObjectBody body) {
          return stageHead.apply(body);
        }

        @Override
        public void close() {
          end.run();
        }
      };
    }
  }

  /** Opens room for the objects of one commit, in which each of them may wait by itself. */
  default Batch openBatch() {
    return Batch.of(this::stage, this::stageHead, () -> {});
  }

  /**
   * Makes all changes or none, durable when it returns, if the state is still the one given.
   *
   * @param base the state that the changes were made for
   * @param changes of objects in the head's place, no key twice; where there is no head, one of
   *     them puts it
   * @throws io.hypertile.error.ServiceException {@code forbidden} if the store is only read; others
   *     when nothing was changed for a reason of the store
   */
  CommitResult commit(Revision base, List<KeyChange> changes);

  /**
   * As {@link #commit}, for changes that depend on the head and on the objects that they change,
   * and on no others: they are made as well where only others of the place have changed since. A
   * store may make those that come at once as one.
   *
   * @param base a state with a head, which the changes leave as it is
   * @return lost if the head or one of the objects is in another state than in the one given, or,
   *     where the store does not tell these apart, any object of the place
   */
  default CommitResult commitBeside(Revision base, List<KeyChange> changes) {
    return commit(base, changes);
  }

  /**
   * As {@link #commit}, but returns as soon as the changes are durable, which may be before the
   * objects are in their places. States that are opened afterwards, and all who ask the {@link
   * #store}, see them there; other programs may see them a little later. The version of a result is
   * not always told.
   */
  default CommitResult commitEarly(Revision base, List<KeyChange> changes) {
    return commit(base, changes);
  }

  /**
   * Makes several commits, each of which is made or not by itself. A store may make them durable
   * together, which takes as long as one.
   *
   * @param commits of heads that differ
   * @return the outcome of each, in their order
   */
  default List<Commit.Outcome> commitEach(List<Commit> commits) {
    return SideBySide.each(commits, this::attempt);
  }

  /** Makes one of several commits. */
  private Commit.Outcome attempt(Commit commit) {
    try {
      return new Commit.Outcome.Ended(commit(commit.base(), commit.changes()));
    } catch (ServiceException e) {
      return new Commit.Outcome.Failed(e);
    }
  }

  /**
   * A move to another key.
   *
   * @param from a head, or a key
   * @param to like the other; neither lies below the other
   */
  record Move(StoreKey from, StoreKey to) {
    /**
     * The key that an object gets.
     *
     * @param key the one that is moved, or one below it
     */
    public StoreKey target(StoreKey key) {
      return new StoreKey(to.text() + key.text().substring(from.text().length()));
    }
  }

  /**
   * Moves that belong together.
   *
   * @param notes small objects in places in which nothing is committed, put before anything moves,
   *     the last of them after all others
   * @param places heads, each moved with all beside and below it, to a place that has nothing; one
   *     that is not there is passed over
   * @param others keys in places in which nothing is committed, each moved with all below it
   * @param cleared places that are emptied after the moves: not even the note that something was
   *     committed there stays. Objects directly in a place go last, in the order of their names
   */
  record Relocation(
      List<NewObject> notes, List<Move> places, List<Move> others, List<StorePrefix> cleared) {
    /** Copies the lists. */
    public Relocation {
      notes = List.copyOf(notes);
      places = List.copyOf(places);
      others = List.copyOf(others);
      cleared = List.copyOf(cleared);
    }
  }

  /**
   * Moves objects without writing those of heads again, durably when it returns; a head has the
   * version that it had. A store may make all as one. One that cannot moves one head after the
   * other, each of which is whole in one of its places at any time, or, when the mover dies, in
   * both: the same moves made again end what was begun.
   *
   * @throws io.hypertile.error.ServiceException {@code already-exists} if something is in the way
   *     of a head, others if the moves were not made, or not all, for a reason of the store
   * @throws UnsupportedOperationException if nothing moves in stores of this kind
   */
  default void relocate(Relocation relocation) {
    throw new UnsupportedOperationException(store().name() + " moves nothing");
  }

  /** Kinds of faults between states and the objects that they name. */
  enum FaultKind {
    /** A document that names the objects of a state is damaged. */
    UNREADABLE_STATE,
    /** An object that a state names is not there. */
    MISSING_OBJECT,
    /** An object has another number of bytes than its state says. */
    WRONG_OBJECT_SIZE,
    /** No state names an object that is too old to wait for its commit. */
    UNNAMED_OBJECT
  }

  /**
   * A fault between states and the objects that they name.
   *
   * @param key of the store, not of a state
   * @param place place of the state; empty for an object that none names
   * @param detail a sentence for people
   */
  record Fault(FaultKind kind, StoreKey key, Optional<StorePrefix> place, String detail) {}

  /**
   * Finds faults between all states and the objects that they name, beside readers and writers.
   * Nothing is changed.
   *
   * @param kinds faults of other kinds are left out
   * @param taker takes a fault, and gives whether more are to be found
   */
  default void findFaults(Set<FaultKind> kinds, Predicate<Fault> taker) {
    // A store whose states are its objects has nothing that could disagree.
  }
}
