package io.hypertile.partition.index.parquet;

/** Reads the head of a page. For one thread. */
final class PageHead {
  private final ThriftReader in;
  private long kind = -1;
  private long fullSize = -1;
  private long size = -1;
  private long checksum = -1;
  private boolean hasChecksum;
  private long values = -1;
  private long encoding = -1;
  private long levelEncoding = -1;
  private long levelBytes;
  private boolean isCompressed = true;

  PageHead(ThriftReader in) {
    this.in = in;
  }

  PageHead read() throws ParquetFault {
    in.struct(this::field);
    boolean isSized = size >= 0 && size <= Integer.MAX_VALUE && fullSize >= 0;
    if (!isSized || fullSize > Integer.MAX_VALUE || values > Integer.MAX_VALUE) {
      throw new ParquetFault("the head of a page has no sizes");
    }
    boolean isOther = kind != ParquetFooter.DATA_PAGE && kind != ParquetFooter.SECOND_DATA_PAGE;
    if (values < 0 && !isOther) {
      throw new ParquetFault("the head of a page has no number of values");
    }
    if (levelBytes < 0 || levelBytes > Integer.MAX_VALUE) {
      throw new ParquetFault("the levels of a page are longer than it");
    }
    return this;
  }

  private void field(int number) throws ParquetFault {
    switch (number) {
      case 1 -> kind = in.number();
      case 2 -> fullSize = in.number();
      case 3 -> size = in.number();
      case 4 -> {
        checksum = in.number();
        hasChecksum = true;
      }
      case 5 -> in.inner(this::first);
      case 7 -> in.inner(this::first);
      case 8 -> in.inner(this::second);
      default -> {}
    }
  }

  /** Fields of data pages and dictionary pages, which have the same places. */
  private void first(int number) throws ParquetFault {
    switch (number) {
      case 1 -> values = in.number();
      case 2 -> encoding = in.number();
      case 3 -> levelEncoding = kind == ParquetFooter.DATA_PAGE ? in.number() : levelEncoding;
      default -> {}
    }
  }

  private void second(int number) throws ParquetFault {
    switch (number) {
      case 1 -> values = in.number();
      case 4 -> encoding = in.number();
      case 5, 6 -> levelBytes += in.number();
      case 7 -> isCompressed = in.truth();
      default -> {}
    }
  }

  int kind() {
    return (int) kind;
  }

  /** Bytes when it is decoded. */
  int fullSize() {
    return (int) fullSize;
  }

  /** Bytes in the file. */
  int size() {
    return (int) size;
  }

  boolean hasChecksum() {
    return hasChecksum;
  }

  int checksum() {
    return (int) checksum;
  }

  /** Number of values; less than 0 if the head does not say it. */
  int values() {
    return (int) values;
  }

  int encoding() {
    return (int) encoding;
  }

  int levelEncoding() {
    return (int) levelEncoding;
  }

  /** Bytes of levels before the values, in pages of the second kind. */
  int levelBytes() {
    return (int) levelBytes;
  }

  boolean isCompressed() {
    return isCompressed;
  }
}
