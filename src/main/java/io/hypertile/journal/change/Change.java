package io.hypertile.journal.change;

import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.MemorySegment;
import java.time.Instant;

/**
 * One change of a file or directory below the storage root. Positions and lengths are bytes. Files
 * that are written are made when they are not there, in a directory that is; a symbolic link is
 * never written through. Constructors throw {@link IllegalArgumentException} for what cannot be.
 */
public sealed interface Change {
  /** The path that it changes; of a {@link Replace} the one that is replaced. */
  RootPath path();

  /** Writes bytes from a position on. */
  record WriteBytes(RootPath path, long position, Payload payload) implements Change {
    /** Checks the position. */
    public WriteBytes {
      Checks.span(position, payload.size());
    }

    /** Writes bytes of memory. */
    public WriteBytes(RootPath path, long position, MemorySegment bytes) {
      this(path, position, Payload.of(bytes));
    }
  }

  /**
   * Writes a pattern again and again over a length, which is a multiple of the pattern's. A pattern
   * of zeros past the end of the file may leave a hole. A length of zero makes a file that is not
   * there, and changes no other.
   */
  record WriteFill(RootPath path, long position, long length, byte[] pattern) implements Change {
    /** Checks position and length. */
    public WriteFill {
      Checks.span(position, length);
      Checks.require(
          pattern.length > 0 && pattern.length <= 4096 && length % pattern.length == 0,
          "a pattern has 1 to 4,096 bytes and divides the length");
    }
  }

  /** Writes the cells of a box into an array in C order, given by {@link BoxTarget}. */
  record WriteBox(RootPath path, BoxTarget target, Payload payload) implements Change {
    /** Checks that the payload has the bytes of the box. */
    public WriteBox {
      Checks.require(
          payload.size() == target.region().cells() * target.cellSize(),
          "the payload must have exactly the bytes of the box");
    }
  }

  /**
   * A box of an array in C order within a file.
   *
   * @param position start of the array's first cell in the file
   * @param shape shape of the array, of rank 1 at least
   * @param region the box, within the shape, not empty
   * @param cellSize bytes of a cell
   */
  record BoxTarget(long position, Shape shape, Region region, int cellSize) {
    /** Checks that the box lies within the array and the array within a file. */
    public BoxTarget {
      Checks.require(cellSize > 0, "a cell has at least one byte");
      Checks.span(position, Math.multiplyExact(shape.cells(), (long) cellSize));
      Checks.require(
          shape.rank() > 0
              && region.rank() == shape.rank()
              && !region.isEmpty()
              && Region.whole(shape).contains(region),
          "the box must lie within the array");
    }
  }

  /** Cuts a file, or extends it with zeros. */
  record SetLength(RootPath path, long length) implements Change {
    /** Checks the length. */
    public SetLength {
      Checks.span(0, length);
    }
  }

  /**
   * Renames a file or directory, over a file that may be at the target. Parents of the target are
   * made. The source's content must have been forced to disk by its writer, outside the journal;
   * its path is named by no other change of the transaction.
   */
  record Replace(RootPath from, RootPath path) implements Change {
    /** Checks that source and target differ. */
    public Replace {
      Checks.require(
          !from.isWithin(path) && !path.isWithin(from), "source and target must be apart");
    }
  }

  /**
   * Puts a file of bytes in place of a file or link that may be there: others see all of the one or
   * all of the other. Parents are made. For few bytes, which are written twice and never forced by
   * themselves.
   *
   * @param modified its modification time, in nanoseconds
   */
  record PutFile(RootPath path, Payload payload, Instant modified) implements Change {}

  /** Removes a file or a symbolic link, if it is there. */
  record Delete(RootPath path) implements Change {}

  /**
   * Makes a symbolic link, in place of a file or link that may be there. Parents of it are made.
   *
   * @param target text of the link, absolute or relative to the link's directory; not checked
   */
  record Link(RootPath path, String target) implements Change {
    /** Checks that a link can hold the text. */
    public Link {
      Checks.require(
          !target.isEmpty() && target.length() <= 4000 && target.indexOf('\0') < 0,
          "the target of a link has 1 to 4,000 characters without NUL");
    }
  }

  /** Makes a directory with its parents, as far as they are not there. */
  record MakeDirectories(RootPath path) implements Change {}

  /**
   * Removes a directory with all that is in it, if it is there; links in it are removed, not
   * followed. No other change of the transaction names a path within it.
   */
  record DeleteTree(RootPath path) implements Change {}

  /**
   * Removes a directory if it is empty, then its parents one by one as long as they are empty.
   *
   * @param stop the first directory that stays, above path
   */
  record RemoveEmptyDirectories(RootPath path, RootPath stop) implements Change {
    /** Checks that the path lies below the end. */
    public RemoveEmptyDirectories {
      Checks.require(
          path.isWithin(stop) && !path.equals(stop), "the directory that stays must be above");
    }
  }

  /** Sets the modification time of a file that is there, in nanoseconds. */
  record Touch(RootPath path, Instant modified) implements Change {}
}
