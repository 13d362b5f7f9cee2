package io.hypertile.partition.index.parquet;

import io.hypertile.codec.Codec;
import io.hypertile.codec.CodecException;
import io.hypertile.codec.GzipCodec;
import io.hypertile.codec.ZstdCodec;
import io.hypertile.partition.index.parquet.ParquetFooter.Chunk;
import io.hypertile.partition.index.parquet.ParquetFooter.FileColumn;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Reads the pages of a column in one group of rows. For one thread. */
final class PageReader {
  /** Bytes of a page that are decoded at once. */
  private static final int MOST_BYTES = 64 << 20;

  private final FileColumn column;
  private final Chunk chunk;
  private final ByteBuffer bytes;
  private final PageValues values;

  /** The pages of a chunk. */
  PageReader(FileColumn column, Chunk chunk, int rows, ByteBuffer bytes) {
    this.column = column;
    this.chunk = chunk;
    this.bytes = bytes;
    this.values = new PageValues(column, rows);
  }

  /** All values, which are as many as there are rows. */
  ColumnValues read() throws ParquetFault {
    while (bytes.hasRemaining() && !values.isFull()) {
      PageHead head = new PageHead(new ThriftReader(bytes)).read();
      if (head.size() > bytes.remaining() || head.fullSize() > MOST_BYTES) {
        throw new ParquetFault("a page is longer than its column, or than " + MOST_BYTES);
      }
      ByteBuffer page = bytes.slice(bytes.position(), head.size());
      bytes.position(bytes.position() + head.size());
      check(head, page);
      switch (head.kind()) {
        case ParquetFooter.DICTIONARY_PAGE -> {
          requirePlain(head);
          values.dictionary(decode(page, head.fullSize()), head.values());
        }
        case ParquetFooter.DATA_PAGE -> first(head, page);
        case ParquetFooter.SECOND_DATA_PAGE -> second(head, page);
        default -> {}
      }
    }
    return values.finish();
  }

  private static void requirePlain(PageHead head) throws ParquetFault {
    if (head.encoding() != ParquetFooter.PLAIN && head.encoding() != ParquetFooter.OLD_DICTIONARY) {
      throw new ParquetFault("a dictionary has an encoding that is not read");
    }
  }

  private static void check(PageHead head, ByteBuffer page) throws ParquetFault {
    if (head.hasChecksum()) {
      CRC32 checksum = new CRC32();
      checksum.update(page.duplicate());
      if ((int) checksum.getValue() != head.checksum()) {
        throw new ParquetFault("a page does not have its checksum");
      }
    }
  }

  private void first(PageHead head, ByteBuffer page) throws ParquetFault {
    ByteBuffer all = decode(page, head.fullSize());
    if (column.isOptional()) {
      if (head.levelEncoding() != ParquetFooter.RLE || all.remaining() < Integer.BYTES) {
        throw new ParquetFault("a page has levels that are not read");
      }
      int size = all.getInt();
      if (size < 0 || size > all.remaining()) {
        throw new ParquetFault("the levels of a page are longer than it");
      }
      requirePresent(all.slice(all.position(), size), head.values());
      all.position(all.position() + size);
    }
    values.add(all.slice().order(ByteOrder.LITTLE_ENDIAN), head.values(), head.encoding());
  }

  private void second(PageHead head, ByteBuffer page) throws ParquetFault {
    int levels = head.levelBytes();
    if (levels < 0 || levels > page.remaining() || levels > head.fullSize()) {
      throw new ParquetFault("the levels of a page are longer than it");
    }
    if (column.isOptional()) {
      requirePresent(page.slice(0, levels), head.values());
    }
    ByteBuffer rest = page.slice(levels, page.remaining() - levels);
    ByteBuffer all = head.isCompressed() ? decode(rest, head.fullSize() - levels) : rest;
    values.add(all.order(ByteOrder.LITTLE_ENDIAN), head.values(), head.encoding());
  }

  /** Refuses values that are missing. */
  private void requirePresent(ByteBuffer levels, int count) throws ParquetFault {
    if (count > values.missing()) {
      throw new ParquetFault("the pages of a column have more values than there are rows");
    }
    int[] all = new int[count];
    HybridRuns.read(levels, 1, all);
    for (int level : all) {
      if (level == 0) {
        throw new ParquetFault("the column " + column.column().name() + " has a row without value");
      }
    }
  }

  private ByteBuffer decode(ByteBuffer page, int size) throws ParquetFault {
    if (chunk.codec() == PageCodec.NONE) {
      return page.order(ByteOrder.LITTLE_ENDIAN);
    }
    byte[] target = new byte[size];
    try {
      long decoded =
          switch (chunk.codec()) {
            case NONE -> size;
            case SNAPPY -> {
              SnappyBlock.decode(page, target);
              yield size;
            }
            case GZIP -> size == 0 ? 0 : decode(new GzipCodec(1), page, target);
            case ZSTD -> size == 0 ? 0 : decode(new ZstdCodec(1), page, target);
          };
      if (decoded != size) {
        throw new ParquetFault("a page has another size than its head says");
      }
    } catch (CodecException e) {
      throw new ParquetFault("a page cannot be decoded", e);
    }
    return ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long decode(Codec codec, ByteBuffer page, byte[] target) throws CodecException {
    return codec.decode(MemorySegment.ofBuffer(page), MemorySegment.ofArray(target));
  }
}
