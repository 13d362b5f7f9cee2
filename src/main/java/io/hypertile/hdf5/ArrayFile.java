package io.hypertile.hdf5;

import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Contents of one array file besides its cells, and their places (deker-layout.md, "Array files").
 * Immutable: a changed file is parsed again.
 *
 * @param name the file as messages name it
 * @param size bytes of the file
 * @param superblock the file's head
 * @param root the links
 * @param meta the metadata text
 * @param emptyCells number of empty cells; empty when the file has none
 * @param data the cells; empty when nothing is stored
 * @param hasOthers whether there is anything that arrays do not have: other links, attributes of
 *     the root group or of a dataset, or a user block
 */
public record ArrayFile(
    String name,
    long size,
    Superblock superblock,
    RootGroup root,
    Meta meta,
    Optional<EmptyCells> emptyCells,
    Optional<StoredCells> data,
    boolean hasOthers) {

  /**
   * Position of a message's body.
   *
   * @param position first byte
   * @param size bytes there are for it
   */
  public record MessageBody(long position, int size) {}

  /**
   * Position of the header of a dataset.
   *
   * @param header position of the object header
   * @param version version of the header; only version 1 can be patched
   */
  public record DatasetHeader(
      long header, int version, MessageBody dataspace, MessageBody datatype, MessageBody layout) {}

  /**
   * The metadata.
   *
   * @param json the text without its padding
   * @param position start of the text's room; {@link Fields#UNDEFINED} when it cannot be written in
   *     place
   * @param capacity bytes of the room
   * @param padding bytes after the text in its room
   */
  public record Meta(
      byte[] json, long position, int capacity, Datatype.Padding padding, DatasetHeader place) {}

  /**
   * The number of cells believed empty.
   *
   * @param position place of the number; {@link Fields#UNDEFINED} when it cannot be written in
   *     place
   */
  public record EmptyCells(long value, long position, int width, ByteOrder order) {
    /** Whether any number of cells can be put in its place. */
    public boolean isInPlace() {
      return position != Fields.UNDEFINED && width == Long.BYTES;
    }
  }

  /**
   * Whether a new file in the usual form would lose something: others than an array's objects, or
   * what the file says of its cells besides type, shape and layout.
   */
  public boolean isUnusual() {
    return hasOthers
        || data.filter(cells -> cells.hasOwnFill() || cells.isExtendable()).isPresent();
  }

  /**
   * Whether the dataset {@code data} stays when all cells are cleared, with fill values in it: it
   * has attributes, other objects may refer to it, or its link cannot be taken away.
   */
  public boolean keepsDataset() {
    boolean isKnownElsewhere =
        root.hasOtherLinks() || data.filter(StoredCells::hasAttributes).isPresent();
    return data.isPresent() && hasOthers && (isKnownElsewhere || !canGrow());
  }

  /** Whether structures can be added and linked by patches; otherwise the file is rewritten. */
  public boolean canGrow() {
    return superblock.isPatchable() && root.table().isPresent() && meta.place().version() == 1;
  }
}
