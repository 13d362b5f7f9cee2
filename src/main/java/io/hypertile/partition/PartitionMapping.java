package io.hypertile.partition;

import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Expressions over partitions of one state, all of whose names and types are known to fit
 * (zcollection-rules.md 97, 98). Readable until the state is closed. Used by one thread.
 */
public interface PartitionMapping {
  /** Names of the expressions, in the order in which they were given. */
  List<String> names();

  /**
   * The values in a partition that there is; the caller closes them.
   *
   * @throws io.hypertile.error.ServiceException {@code value-out-of-range} for a sum that does not
   *     fit its type, {@code result-too-large} for a reduction with more results than memory is
   *     given for
   */
  Mapped open(PartitionKey key);

  /** Values of all expressions in one partition. */
  interface Mapped extends AutoCloseable {
    /** Values of an expression. */
    Values values(String name);

    @Override
    void close();
  }

  /** Values of one expression in one partition. */
  interface Values {
    /** Type of the values. */
    CellType type();

    /** Names of the dimensions that they are along; none for one value. */
    List<String> dimensions();

    /** Lengths of these. */
    Shape shape();

    /**
     * Reads a box.
     *
     * @param box of the shape
     * @param target memory for exactly these values
     * @param marks a byte for each, set to 1 where there is no value, else to 0
     */
    void read(Region box, MemorySegment target, MemorySegment marks);
  }
}
