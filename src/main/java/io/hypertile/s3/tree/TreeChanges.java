package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.store.CommitResult;
import io.hypertile.store.Condition;
import io.hypertile.store.HeadChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.SeenRevision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Changes of the objects of one collection. What one request changes is one commit, made again
 * where others of the collection came first. Thread-safe.
 *
 * @param tree the objects
 * @param rules what may be put
 */
public record TreeChanges(ObjectTree tree, TreeRules rules) {
  /** Others must have come first so often before a change is given up. */
  private static final int MOST_TRIES = 1_000;

  /** Bytes of objects that are read back. */
  private static final int MOST_COMPARED = 1 << 20;

  /**
   * Puts an object, durably.
   *
   * @param key relative to the collection
   * @return the state that it has now
   * @throws S3Failure if the condition does not hold, or the key or the body is not taken; nothing
   *     is changed then
   */
  public ObjectVersion put(String key, ObjectBody body, Condition condition) {
    SharedRevisions revisions = requireChangeable();
    StoreKey whole = requireKey(key);
    rules.requireSize(key, body.size());
    boolean isNode = isNode(key, body);
    try (PutObject put = new PutObject(revisions, tree, whole, body, isNode)) {
      Optional<HeadVersion> made =
          commit(
              revisions,
              state -> {
                require(condition, state.find(whole).map(StoredObject::version));
                return put.changes(state);
              });
      return version(revisions, whole, made, body);
    }
  }

  /**
   * Refuses a change of an object before its bytes are taken in.
   *
   * @throws S3Failure as {@link #put} would
   */
  public void requireTaken(String key, Condition condition) {
    requireChangeable();
    StoreKey whole = requireKey(key);
    if (!condition.equals(Condition.ALWAYS)) {
      require(condition, tree.objects().find(whole).map(StoredObject::version));
    }
  }

  private SharedRevisions requireChangeable() {
    return tree.changes()
        .filter(SharedRevisions::canCommit)
        .orElseThrow(() ->
            new S3Failure(
                S3Code.ACCESS_DENIED,
                "The objects of this collection are only read here; change it at /api/v1."));
  }

  private StoreKey requireKey(String key) {
    TreeRules.requirePut(key);
    return TreeObjects.key(tree, key)
        .orElseThrow(() ->
            new S3Failure(
                S3Code.KEY_TOO_LONG, "The key is too long for the store of the collection."));
  }

  /**
   * Whether the object is a document of Zarr.
   *
   * @throws S3Failure if the object has the name of a document and is not one, where such objects
   *     are refused
   */
  private boolean isNode(String key, ObjectBody body) {
    if (!TreeRules.isNode(new StoreKey(key))) {
      return false;
    }
    try {
      NodeCheck.parse(key, Bodies.bytes(body));
      return true;
    } catch (S3Failure e) {
      if (rules.areDocumentsChecked()) {
        throw e;
      }
      return false;
    }
  }

  private static void require(Condition condition, Optional<ObjectVersion> found) {
    boolean holds =
        switch (condition) {
          case Condition.Always ignored -> true;
          case Condition.Absent ignored -> found.isEmpty();
          case Condition.At(ObjectVersion version) -> {
            if (found.isEmpty()) {
              throw new S3Failure(S3Code.NO_SUCH_KEY, "There is no object of this key to replace.");
            }
            yield found.get().equals(version);
          }
        };
    if (!holds) {
      throw new S3Failure(
          S3Code.PRECONDITION_FAILED,
          "The object is not in the state that the request is for; nothing was changed.");
    }
  }

  /**
   * Deletes objects with one commit; those that are absent count as deleted.
   *
   * @param keys relative to the collection
   */
  public void delete(List<String> keys) {
    SharedRevisions revisions = requireChangeable();
    List<StoreKey> meant = new ArrayList<>();
    keys.forEach(key -> TreeObjects.key(tree, key).ifPresent(meant::add));
    try (DeletedObjects deleted = new DeletedObjects(revisions, tree, meant)) {
      commit(revisions, deleted::changes);
    }
  }

  /** A document that stands for others, and its version behind a commit. */
  private record HeadVersion(StoreKey head, Optional<ObjectVersion> version) {}

  /** Makes changes; gives the last of their documents, or nothing where nothing is to change. */
  private Optional<HeadVersion> commit(
      SharedRevisions revisions, Function<Revision, List<HeadChange>> planning) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      try (Renewals renewals = new Renewals(revisions, tree)) {
        List<HeadChange> changes;
        try (Revision state = revisions.openAll()) {
          changes = renewals.with(state, planning.apply(state));
        }
        if (changes.isEmpty()) {
          return Optional.empty();
        }
        if (made(revisions.commitAll(changes)) instanceof CommitResult.Committed committed) {
          return Optional.of(new HeadVersion(changes.getLast().head(), committed.version()));
        }
      }
    }
    throw new ServiceException(
        ErrorCode.LOCKED,
        "Others change the collection all the time, and nothing was changed; try again.");
  }

  private static CommitResult made(CommitResult result) {
    if (result instanceof CommitResult.Unknown(Exception cause)) {
      throw new ServiceException(
          ErrorCode.STORAGE_UNAVAILABLE,
          "Whether the change was made is not known; read the object to see.",
          Map.of(),
          cause);
    }
    return result;
  }

  /**
   * The state of an object that was put. If others changed something meanwhile and the object does
   * not have the bytes that were put, it is a state that no object has: a client that names it
   * replaces no object of theirs.
   */
  private static ObjectVersion version(
      SharedRevisions revisions, StoreKey key, Optional<HeadVersion> made, ObjectBody body) {
    try (Revision state = revisions.openAll()) {
      Optional<StoredObject> found = state.find(key);
      boolean isLast =
          made.isPresent()
              && SeenRevision.of(state, made.get().head()).version().equals(made.get().version());
      return found
          .filter(object -> isLast || isSame(state, object, body))
          .map(StoredObject::version)
          .orElseGet(() -> new ObjectVersion("overtaken-" + UUID.randomUUID()));
    }
  }

  private static boolean isSame(Revision state, StoredObject object, ObjectBody body) {
    return object.size() == body.size()
        && body.size() <= MOST_COMPARED
        && state
            .load(object.key(), MOST_COMPARED)
            .filter(loaded -> Arrays.equals(loaded.bytes(), Bodies.bytes(body)))
            .isPresent();
  }
}
