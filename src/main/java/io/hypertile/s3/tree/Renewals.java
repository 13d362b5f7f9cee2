package io.hypertile.s3.tree;

import io.hypertile.engine.ObjectTree;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.LoadedObject;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.StoreKey;
import io.hypertile.zarr.NodeDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * New versions of the groups around what changes, such as that of a dataset or a partition, whose
 * version stands for all below it. The document of the collection gets one by every commit. For one
 * thread.
 */
final class Renewals implements AutoCloseable {
  private final SharedRevisions revisions;
  private final Heads heads;
  private final List<StagedObject> staged = new ArrayList<>();

  Renewals(SharedRevisions revisions, ObjectTree tree) {
    this.revisions = revisions;
    this.heads = new Heads(tree);
  }

  /** The changes, and with them those of the groups around that they do not change themselves. */
  List<HeadChange> with(Revision state, List<HeadChange> changes) {
    Set<StoreKey> around = new LinkedHashSet<>();
    for (HeadChange change : changes) {
      // The nearest place is that of the document itself.
      heads.around(change.head()).stream()
          .skip(1)
          .forEach(place -> around.add(place.key(NodeDocument.NAME)));
    }
    changes.forEach(change -> around.remove(change.head()));
    List<HeadChange> all = new ArrayList<>();
    for (StoreKey document : around) {
      renewal(state, document).ifPresent(all::add);
    }
    all.addAll(changes);
    return all;
  }

  private Optional<HeadChange> renewal(Revision state, StoreKey document) {
    Optional<LoadedObject> found = state.load(document, TreeRules.LONGEST_STORED);
    return found.map(loaded -> {
      StagedObject same = revisions.stage(ObjectBody.of(loaded.bytes()));
      staged.add(same);
      return new HeadChange(
          document, Optional.of(loaded.version()), List.of(new KeyChange.Put(document, same)));
    });
  }

  @Override
  public void close() {
    staged.forEach(StagedObject::close);
  }
}
