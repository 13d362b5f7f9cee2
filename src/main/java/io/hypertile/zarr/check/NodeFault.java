package io.hypertile.zarr.check;

import io.hypertile.engine.IntegrityFinding;
import io.hypertile.error.ServiceException;
import java.util.Optional;

/** Faults of a Zarr hierarchy that a check finds. */
public enum NodeFault implements IntegrityFinding.Kind {
  /** The document of a node is damaged, or contradicts the format. */
  UNREADABLE_NODE("unreadable-node", 1),
  /** An array has cells or codecs that are not read. */
  UNSUPPORTED_NODE("unsupported-node", 2),
  /** The consolidated metadata of a group and the nodes below it disagree. */
  STALE_CONSOLIDATED("stale-consolidated", 2),
  /** A chunk is stored that lies outside of its array. */
  ORPHAN_CHUNK("orphan-chunk", 3),
  /** An object in the place of an array is neither a document nor a chunk of it. */
  FOREIGN_OBJECT("foreign-object", 3),
  /** A chunk that is stored as it is has another number of bytes than its cells. */
  WRONG_SIZE("wrong-size", 3),
  /** An index of a shard is damaged, or places chunks outside of it or over each other. */
  DAMAGED_SHARD("damaged-shard", 3),
  /** A shard has bytes that nothing leads to. */
  DEAD_SPACE("dead-space", 3),
  /** Cells of a chunk cannot be decoded, or their checksum is wrong. */
  UNREADABLE_CHUNK("unreadable-chunk", 4);

  /** Behind the kinds of an engine that has these as well. */
  private static final int FIRST_CODE = 100;

  private final String text;
  private final int level;

  NodeFault(String text, int level) {
    this.text = text;
    this.level = level;
  }

  /** The fault of a node that a failure to read it tells of; empty if it tells of the store. */
  static Optional<NodeFault> of(ServiceException failure) {
    return switch (failure.code()) {
      case CORRUPT_DATA, INVALID_NAME -> Optional.of(UNREADABLE_NODE);
      case UNSUPPORTED_STORAGE -> Optional.of(UNSUPPORTED_NODE);
      default -> Optional.empty();
    };
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public int level() {
    return level;
  }

  @Override
  public int code() {
    return FIRST_CODE + ordinal();
  }
}
