package io.hypertile.engine.hdf5;

import io.hypertile.error.CorruptDataException;
import io.hypertile.error.ServiceException;
import io.jhdf.Superblock;
import io.jhdf.exceptions.UnsupportedHdfException;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.commons.lang3.exception.ExceptionUtils;

/**
 * Gives jHDF the structures of one file. Every read is within the file and of a sane length, and no
 * structure is read twice, so that damage ends in a failure and never in a circle. For one thread.
 */
final class ForeignStorage implements HdfBackingStorage {
  private final MetadataReader file;
  private final String object;
  private final Set<Read> reads = new HashSet<>();

  /**
   * A view of a file.
   *
   * @param object what is read, for messages
   */
  ForeignStorage(MetadataReader file, String object) {
    this.file = file;
    this.object = object;
  }

  private record Read(long address, int length) {}

  /**
   * Calls jHDF and turns its failures into ours.
   *
   * @param position what messages name as the place
   * @throws UnsupportedHdfException if jHDF names a form that it does not read
   * @throws CorruptDataException if it fails in any other way
   */
  <T> T call(long position, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (ServiceException | UnsupportedHdfException e) {
      throw e;
    } catch (RuntimeException e) {
      ServiceException own = ExceptionUtils.throwableOfType(e, ServiceException.class);
      if (own != null) {
        throw own;
      }
      throw corrupt(position, e);
    } catch (StackOverflowError e) {
      throw corrupt(position, e);
    }
  }

  private CorruptDataException corrupt(long position, Throwable cause) {
    String reason = cause.getMessage() == null ? "damaged" : cause.getMessage();
    return new CorruptDataException(file.source().name(), object, position, reason, cause);
  }

  /** Position of an address that jHDF gives. */
  long position(long address) {
    long position = file.base() + address;
    if (address < 0 || position < 0) {
      throw file.source().corrupt(object, address, "an address of 2^63 or more");
    }
    return position;
  }

  /** Address of a position, as jHDF wants it. */
  long address(long position) {
    return position - file.base();
  }

  @Override
  public ByteBuffer readBufferFromAddress(long address, int length) {
    if (!reads.add(new Read(address, length))) {
      throw file.source().corrupt(object, address, "a structure is reached twice");
    }
    return ByteBuffer.wrap(file.bytes(object, position(address), length))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives what there is: jHDF asks for more than a block has at the rows' ends of a heap. */
  @Override
  public ByteBuffer map(long address, long length) {
    long rest = file.source().size() - position(address);
    return readBufferFromAddress(address, (int) Math.clamp(rest, 0, Math.max(0, length)));
  }

  @Override
  public ByteBuffer mapNoOffset(long address, long length) {
    return map(address(address), length);
  }

  @Override
  public long getUserBlockSize() {
    return file.base();
  }

  @Override
  public Superblock getSuperblock() {
    return new Widths(file.source().size());
  }

  @Override
  public FileChannel getFileChannel() {
    throw new UnsupportedHdfException("access to the channel");
  }

  @Override
  public int getSizeOfOffsets() {
    return Long.BYTES;
  }

  @Override
  public int getSizeOfLengths() {
    return Long.BYTES;
  }

  @Override
  public void close() {}

  @Override
  public long size() {
    return file.source().size();
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  /** All that jHDF needs to know of the superblock behind the root group. */
  private static final class Widths extends Superblock {
    private final long size;

    Widths(long size) {
      this.size = size;
    }

    @Override
    public int getVersionOfSuperblock() {
      return 2;
    }

    @Override
    public int getSizeOfOffsets() {
      return Long.BYTES;
    }

    @Override
    public int getSizeOfLengths() {
      return Long.BYTES;
    }

    @Override
    public long getBaseAddressByte() {
      return 0;
    }

    @Override
    public long getEndOfFileAddress() {
      return size;
    }

    @Override
    public Optional<io.jhdf.ObjectHeader> getExtension() {
      return Optional.empty();
    }
  }
}
