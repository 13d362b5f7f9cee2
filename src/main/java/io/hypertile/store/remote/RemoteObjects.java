package io.hypertile.store.remote;

import io.hypertile.store.ByteRange;
import io.hypertile.store.Condition;
import io.hypertile.store.DeleteResult;
import io.hypertile.store.Depth;
import io.hypertile.store.KeyPage;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.PutResult;
import io.hypertile.store.StoreException;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.StoredObject;
import java.util.Collection;
import java.util.Optional;

/**
 * One protocol of object stores: each method is one request, or as few as the protocol allows, and
 * none is tried again. All methods may be called by any thread and throw {@link StoreException}
 * when no answer comes or when it is not what was asked.
 */
public interface RemoteObjects extends AutoCloseable {
  /** The object of a key; empty if there is none. */
  Optional<StoredObject> find(StoreKey key);

  /**
   * Begins to read an object.
   *
   * @param range the bytes; empty for all. A store may give more, and says what it gives
   * @param at the state to ask for; empty for whichever there is
   */
  RemoteAnswer open(StoreKey key, Optional<ByteRange> range, Optional<ObjectVersion> at);

  /** Puts an object, under a condition. */
  PutResult put(StoreKey key, ObjectBody body, Condition condition);

  /** Deletes objects; an absent one counts as deleted. */
  DeleteResult delete(Collection<StoreKey> keys);

  /** Lists objects in ascending order of the bytes of their keys. */
  KeyPage list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth);

  /** Asks whether what holds the objects is there and may be used. */
  void ping();

  /** Bytes of the largest object that one put takes. */
  long largestPut();

  /** Gives up connections. */
  @Override
  void close();
}
