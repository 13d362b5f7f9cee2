package io.hypertile.engine.hdf5;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * What one array file holds besides its cells, and where (deker.md 1.5). Immutable: a changed file
 * is parsed anew.
 *
 * @param name the file as messages name it
 * @param size bytes of the file
 * @param superblock the file's head
 * @param root the links
 * @param meta the metadata text
 * @param emptyCells number of empty cells; empty when the file has none
 * @param data the cells; empty when nothing is stored
 */
record ArrayFile(
    String name,
    long size,
    Superblock superblock,
    RootGroup root,
    Meta meta,
    Optional<EmptyCells> emptyCells,
    Optional<StoredCells> data) {

  /**
   * Where a message's body stands.
   *
   * @param position first byte
   * @param size bytes there are for it
   */
  record Place(long position, int size) {}

  /**
   * Where the header of a dataset stands.
   *
   * @param header position of the object header
   * @param version version of the header; only version 1 can be patched
   */
  record DatasetPlace(long header, int version, Place dataspace, Place datatype, Place layout) {}

  /**
   * The metadata.
   *
   * @param json the text without its padding
   * @param position where the text's room begins; {@link Fields#UNDEFINED} when it cannot be
   *     written in place
   * @param capacity bytes of the room
   * @param padding what follows the text in its room
   */
  record Meta(
      byte[] json, long position, int capacity, Datatype.Padding padding, DatasetPlace place) {}

  /**
   * The number of cells believed empty.
   *
   * @param position where the number stands; {@link Fields#UNDEFINED} when it cannot be written in
   *     place
   */
  record EmptyCells(long value, long position, int width, ByteOrder order) {}

  /** Whether structures can be added and linked by patches; otherwise the file is rewritten. */
  boolean canGrow() {
    return superblock.isPatchable() && root.table().isPresent() && meta.place().version() == 1;
  }
}
