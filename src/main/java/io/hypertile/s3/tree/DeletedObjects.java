package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StoredObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects that are to be deleted, with the changes that this takes in a state. For one thread. */
final class DeletedObjects implements AutoCloseable {
  private final SharedRevisions revisions;
  private final Heads heads;
  private final List<StoreKey> keys;
  private final List<StagedObject> staged = new ArrayList<>();

  DeletedObjects(SharedRevisions revisions, ObjectTree tree, List<StoreKey> keys) {
    this.revisions = revisions;
    this.heads = new Heads(tree);
    this.keys = keys;
  }

  /** The changes for a state, those of one document together. */
  List<HeadChange> changes(Revision state) {
    Map<StoreKey, List<KeyChange>> byHead = new LinkedHashMap<>();
    for (StoreKey key : keys.stream().distinct().toList()) {
      if (state.find(key).isPresent()) {
        byHead
            .computeIfAbsent(heads.of(state, key), head -> new ArrayList<>())
            .add(removal(state, key));
      }
    }
    List<HeadChange> changes = new ArrayList<>();
    byHead.forEach((head, each) ->
        changes.add(new HeadChange(head, state.find(head).map(StoredObject::version), each)));
    return changes;
  }

  /** The collection stays when its document is deleted. */
  private KeyChange removal(Revision state, StoreKey key) {
    if (!key.equals(heads.root())) {
      return new KeyChange.Remove(key);
    }
    byte[] cleared = RootDocument.cleared(state.load(key, TreeRules.LONGEST_STORED));
    StagedObject document = revisions.stageHead(ObjectBody.of(cleared));
    staged.add(document);
    return new KeyChange.Put(key, document);
  }

  @Override
  public void close() {
    staged.forEach(StagedObject::close);
  }
}
