package io.hypertile.store;

import java.util.List;

/**
 * States of all objects of one place, which can change together whichever heads they belong to. A
 * head within the place stands for what is beside and below it; {@link #open} gives the state of
 * all, seen from that head, and {@link #commit} is a {@link #commitAll} of one. A change renews the
 * version of its head also where it does not put it. Thread-safe.
 */
public interface SharedRevisions extends Revisions {
  /** The present state of all; keeps it until it is closed. Its head is that of the place. */
  Revision openAll();

  /**
   * Makes changes of several heads, all or none, durable when it returns. Changes of other heads
   * that come first do not matter.
   *
   * @param changes no head twice, and no key twice but below one that goes with all below it
   * @return lost if one of the heads is in another state than its change was made for; the version
   *     is that of the last head
   * @throws io.hypertile.error.ServiceException as {@link #commit}
   */
  CommitResult commitAll(List<HeadChange> changes);

  /**
   * As {@link #commitAll}, but returns as soon as the changes are durable, as {@link #commitEarly}.
   */
  default CommitResult commitAllEarly(List<HeadChange> changes) {
    return commitAll(changes);
  }

  @Override
  default CommitResult commit(Revision base, List<KeyChange> changes) {
    return commitAll(List.of(new HeadChange(base.head(), base.version(), changes)));
  }
}
