package io.hypertile.dataset.engine;

import io.hypertile.store.CommitResult;
import io.hypertile.store.HeadChange;
import io.hypertile.store.KeyChange;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.Revision;
import io.hypertile.store.SharedRevisions;
import io.hypertile.store.StagedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;

/**
 * States of a hierarchy whose groups may hold the documents of all nodes below them: a commit that
 * changes the document of a node changes the groups that have a copy of it as well. Groups outside
 * of the hierarchy are not looked at. Thread-safe.
 */
public final class ConsolidatedRevisions implements SharedRevisions {
  private final SharedRevisions base;
  private final StorePrefix root;

  /**
   * States of a hierarchy.
   *
   * @param base its states, whose commits say all that they change
   * @param root the group at its top
   */
  public ConsolidatedRevisions(SharedRevisions base, StorePrefix root) {
    this.base = base;
    this.root = root;
  }

  /** A document that waits for a commit, with its bytes. */
  private record Document(StagedObject staged, byte[] bytes) implements StagedObject {
    @Override
    public long size() {
      return staged.size();
    }

    @Override
    public void close() {
      staged.close();
    }
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
  public Revision open(StoreKey head) {
    return base.open(head);
  }

  @Override
  public Revision openAll() {
    return base.openAll();
  }

  @Override
  public StagedObject stage(ObjectBody body) {
    return base.stage(body);
  }

  @Override
  public StagedObject stageNew(ObjectBody body) {
    return base.stageNew(body);
  }

  @Override
  public StagedObject stageHead(ObjectBody body) {
    return document(body, base::stageHead);
  }

  @Override
  public Batch openBatch() {
    Batch stage = base.openBatch();
    return Batch.of(stage::stage, body -> document(body, stage::stageHead), stage::close);
  }

  private static Document document(ObjectBody body, Function<ObjectBody, StagedObject> staging) {
    try (InputStream bytes = body.open()) {
      byte[] document = bytes.readAllBytes();
      return new Document(staging.apply(ObjectBody.of(document)), document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CommitResult commitAll(List<HeadChange> changes) {
    ChangedNodes nodes = new ChangedNodes(root);
    for (HeadChange change : changes) {
      change.changes().forEach(each -> note(each, nodes));
    }
    List<HeadChange> plain = changes.stream().map(ConsolidatedRevisions::plain).toList();
    if (nodes.isEmpty()) {
      return base.commitAll(plain);
    }
    try (Revision now = base.openAll();
        GroupCopies copies = new GroupCopies(base, now, nodes)) {
      return base.commitAll(copies.with(plain));
    }
  }

  private static void note(KeyChange change, ChangedNodes nodes) {
    switch (change) {
      case KeyChange.Put put when put.body() instanceof Document document ->
          nodes.put(put.key(), document.bytes());
      case KeyChange.Put put -> {}
      case KeyChange.Remove remove -> nodes.remove(remove.key());
      case KeyChange.RemoveAll all -> nodes.removeAll(all.key().asPrefix());
    }
  }

  private static HeadChange plain(HeadChange change) {
    return new HeadChange(
        change.head(),
        change.base(),
        change.changes().stream()
            .map(each ->
                each instanceof KeyChange.Put put && put.body() instanceof Document document
                    ? new KeyChange.Put(put.key(), document.staged(), put.note())
                    : each)
            .toList());
  }
}
