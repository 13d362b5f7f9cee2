package io.hypertile.store;

import io.hypertile.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

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
   * Marks of the present states of a place and of those below it in which something was committed:
   * where a mark is the same as before, nothing was committed in between. Not versions of heads.
   *
   * @param most marks
   * @return empty if there are more, or the store does not tell them without a look at each state
   */
  default Optional<Map<StorePrefix, ObjectVersion>> marks(StorePrefix around, int most) {
    return Optional.empty();
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
}
