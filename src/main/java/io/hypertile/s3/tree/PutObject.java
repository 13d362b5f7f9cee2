package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object that is to be put, with the changes that this takes in a state. For one thread. */
final class PutObject implements AutoCloseable {
  private final SharedRevisions revisions;
  private final Heads heads;
  private final StoreKey key;
  private final ObjectBody body;
  private final boolean isNode;
  private final List<StagedObject> staged = new ArrayList<>();
  private @Nullable StagedObject plain;

  /**
   * An object.
   *
   * @param isNode whether it is a document of Zarr
   */
  PutObject(
      SharedRevisions revisions, ObjectTree tree, StoreKey key, ObjectBody body, boolean isNode) {
    this.revisions = revisions;
    this.heads = new Heads(tree);
    this.key = key;
    this.body = body;
    this.isNode = isNode;
  }

  /** The changes for a state. */
  List<HeadChange> changes(Revision state) {
    StoreKey root = heads.root();
    StoreKey head = heads.of(state, key);
    List<HeadChange> all = new ArrayList<>();
    Optional<ObjectVersion> rootVersion = version(state, root);
    if (rootVersion.isEmpty() && !key.equals(root)) {
      StagedObject made =
          keep(revisions.stageHead(ObjectBody.of(RootDocument.cleared(Optional.empty()))));
      KeyChange.Put group = new KeyChange.Put(root, made);
      if (head.equals(root)) {
        return List.of(
            new HeadChange(root, rootVersion, List.of(new KeyChange.Put(key, bytes()), group)));
      }
      all.add(new HeadChange(root, rootVersion, List.of(group)));
    }
    StagedObject put = key.equals(root) ? document(state) : bytes();
    all.add(new HeadChange(head, version(state, head), List.of(new KeyChange.Put(key, put))));
    return all;
  }

  private static Optional<ObjectVersion> version(Revision state, StoreKey key) {
    return state.find(key).map(StoredObject::version);
  }

  /** The bytes as they came, which wait for whichever commit is made. */
  private StagedObject bytes() {
    StagedObject known = plain;
    if (known == null) {
      known = keep(isNode ? revisions.stageHead(body) : revisions.stage(body));
      plain = known;
    }
    return known;
  }

  private StagedObject document(Revision state) {
    byte[] kept = RootDocument.put(state.load(key, TreeRules.LONGEST_STORED), Bodies.bytes(body));
    return keep(revisions.stageHead(ObjectBody.of(kept)));
  }

  private StagedObject keep(StagedObject object) {
    staged.add(object);
    return object;
  }

  @Override
  public void close() {
    staged.forEach(StagedObject::close);
  }
}
