package io.hypertile.store.local;

import io.hypertile.journal.change.Staging;
import io.hypertile.store.HeldObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revisions;
import io.hypertile.store.StagedObject;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * Objects of one commit, of which small ones wait one behind the other on the log's side: forced to
 * disk once for all of them, and put into their files when that is done. Large ones are files
 * already, so that they are written only once.
 */
final class LocalStage implements Revisions.Batch {
  /** Bytes of an object from which on a force of its own costs less than to write it twice. */
  private static final long MOST_OF_ONE = 256 << 10;

  /** Bytes of all objects that are written twice, which a restart may have to redo. */
  private static final long MOST_OF_ALL = 64L << 20;

  private final String store;
  private final Staging staging;
  private final Function<ObjectBody, StagedObject> large;

  /**
   * Room for a commit.
   *
   * @param store its name in messages
   * @param large stages an object that waits by itself
   */
  LocalStage(String store, Staging staging, Function<ObjectBody, StagedObject> large) {
    this.store = store;
    this.staging = staging;
    this.large = large;
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    if (body.size() <= MOST_OF_ONE) {
      byte[] bytes = HeldObject.bytes(store, body);
      synchronized (staging) {
        long offset = staging.size();
        if (offset + bytes.length <= MOST_OF_ALL) {
          staging.append(MemorySegment.ofArray(bytes));
          return new StagedInLog(staging.payload(offset, bytes.length));
        }
      }
    }
    return large.apply(body);
  }

  @Override
  public StagedObject stageHead(ObjectBody body) {
    return stage(body);
  }

  @Override
  public void close() {
    staging.close();
  }
}
