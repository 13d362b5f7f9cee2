package io.hypertile.partition.index;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.Depth;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files of indexes in a collection's place.
 *
 * @param revisions states of the place
 * @param place directory of the files
 * @param isReadOnly whether all changes are refused
 */
record IndexFiles(SharedRevisions revisions, StorePrefix place, boolean isReadOnly) {
  private static final String ENDING = ".parquet";

  /**
   * Checks that files can be changed.
   *
   * @throws ServiceException {@code forbidden}
   */
  void requireWritable() {
    if (isReadOnly) {
      throw new ServiceException(
          ErrorCode.FORBIDDEN, "The collection is only read; nothing was changed.");
    }
  }

  private StoreKey key(IndexName name) {
    return place.key(name.text() + ENDING);
  }

  /** Names of all files, in order. */
  List<IndexName> names() {
    List<IndexName> names = new ArrayList<>();
    revisions
        .store()
        .listAll(
            place,
            Depth.CHILDREN,
            page ->
                page.objects().stream()
                    .map(object -> object.key().name())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .filter(IndexName::isName)
                    .map(IndexName::new)
                    .forEach(names::add));
    names.sort(null);
    return names;
  }

  /** A file that is kept as it is until it is closed. */
  record Held(Revision state, StoredObject object) implements AutoCloseable {
    RevisionInput input() {
      return new RevisionInput(state, object);
    }

    @Override
    public void close() {
      state.close();
    }
  }

  /** The file of a name as it is now; empty if no index has the name. */
  Optional<Held> find(IndexName name) {
    Revision state = revisions.openAll();
    boolean isHeld = false;
    try {
      Optional<StoredObject> object = state.find(key(name));
      isHeld = object.isPresent();
      return object.map(each -> new Held(state, each));
    } finally {
      if (!isHeld) {
        state.close();
      }
    }
  }

  /**
   * The file of a name as it is now.
   *
   * @throws ServiceException {@code not-found} if no index has the name
   */
  Held require(IndexName name) {
    return find(name)
        .orElseThrow(() ->
            new ServiceException(
                ErrorCode.NOT_FOUND,
                "The collection has no index %s.".formatted(name),
                Map.of("index", name.text()),
                null));
  }

  /**
   * Puts a file.
   *
   * @param before version of the one that it takes the place of; empty where there is to be none
   * @return whether it was put; not if there is another one than that
   */
  boolean put(IndexName name, Optional<ObjectVersion> before, byte[] bytes) {
    try (StagedObject staged = revisions.stage(ObjectBody.of(bytes))) {
      return commit(name, before, new KeyChange.Put(key(name), staged));
    }
  }

  /** Removes a file; gives whether it was still that of the version. */
  boolean remove(IndexName name, ObjectVersion before) {
    return commit(name, Optional.of(before), new KeyChange.Remove(key(name)));
  }

  private boolean commit(IndexName name, Optional<ObjectVersion> before, KeyChange change) {
    return revisions
        .commitAll(List.of(new HeadChange(key(name), before, List.of(change))))
        .isMade("Whether the index was stored is not known; read it to see.");
  }
}
