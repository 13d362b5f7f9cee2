package io.hypertile.store;

import java.util.List;

/** States of others, handed through; for tests that change one of the calls. */
public interface RevisionsOver extends Revisions {
  /** States that calls go to. */
  Revisions under();

  @Override
  default Store store() {
    return under().store();
  }

  @Override
  default Revision open(StoreKey head) {
    return under().open(head);
  }

  @Override
  default StagedObject stage(ObjectBody body) {
    return under().stage(body);
  }

  @Override
  default CommitResult commit(Revision base, List<KeyChange> changes) {
    return under().commit(base, changes);
  }
}
