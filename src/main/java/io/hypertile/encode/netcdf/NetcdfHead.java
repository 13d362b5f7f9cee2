package io.hypertile.encode.netcdf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The head of a file: with 64-bit offsets (CDF-2) where its types and lengths allow that, otherwise
 * with 64-bit data (CDF-5). Its values follow in the order of its variables, so that only the last
 * one may be longer than 4 GiB.
 *
 * @param dimensions all dimensions
 * @param attributes attributes of the file
 * @param variables all variables
 */
record NetcdfHead(
    List<Dimension> dimensions, List<NetcdfAttribute> attributes, List<NetcdfVariable> variables) {
  private static final int TAG_DIMENSIONS = 0x0a;
  private static final int TAG_VARIABLES = 0x0b;
  private static final int TAG_ATTRIBUTES = 0x0c;
  private static final long LONGEST_OLD = Integer.MAX_VALUE - 3;
  private static final long UNSIGNED = 0xffff_ffffL;

  /** A dimension. */
  record Dimension(String name, long length) {}

  /** Whether the file is one with 64-bit data. */
  boolean isNew() {
    return dimensions.stream().anyMatch(dimension -> dimension.length > LONGEST_OLD)
        || variables.stream().anyMatch(variable -> !variable.type().isOld());
  }

  /** Bytes of the whole file. */
  long length() {
    long length = bytes(0).length;
    for (NetcdfVariable variable : variables) {
      length += variable.bytes() + variable.padding();
    }
    return length;
  }

  /** The head. */
  byte[] bytes() {
    return bytes(bytes(0).length);
  }

  /**
   * The head, whose length does not depend on the places in it.
   *
   * @param begin place of the first variable's values
   */
  private byte[] bytes(long begin) {
    Writer writer = new Writer(isNew());
    writer.raw(new byte[] {'C', 'D', 'F', (byte) (isNew() ? 5 : 2)});
    writer.count(0);
    writer.list(TAG_DIMENSIONS, dimensions.size());
    for (Dimension dimension : dimensions) {
      writer.name(dimension.name);
      writer.count(dimension.length);
    }
    writer.attributes(attributes);
    writer.list(TAG_VARIABLES, variables.size());
    long place = begin;
    for (NetcdfVariable variable : variables) {
      long size = variable.bytes() + variable.padding();
      writer.variable(variable, isNew() ? size : Math.min(size, UNSIGNED), place);
      place += size;
    }
    return writer.out.toByteArray();
  }

  /** Writes the elements of a head, big endian. */
  private record Writer(ByteArrayOutputStream out, boolean isNew) {
    Writer(boolean isNew) {
      this(new ByteArrayOutputStream(), isNew);
    }

    void raw(byte[] bytes) {
      out.writeBytes(bytes);
      out.writeBytes(new byte[-bytes.length & 3]);
    }

    void whole(int number) {
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    void place(long number) {
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    /** A number that is never negative. */
    void count(long number) {
      if (isNew) {
        place(number);
      } else {
        whole((int) number);
      }
    }

    void list(int tag, int count) {
      whole(count == 0 ? 0 : tag);
      count(count);
    }

    void name(String name) {
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      count(bytes.length);
      raw(bytes);
    }

    void attributes(List<NetcdfAttribute> attributes) {
      list(TAG_ATTRIBUTES, attributes.size());
      for (NetcdfAttribute attribute : attributes) {
        name(attribute.name());
        whole(attribute.type().code());
        count(attribute.count());
        raw(attribute.values());
      }
    }

    void variable(NetcdfVariable variable, long size, long begin) {
      name(variable.name());
      count(variable.dimensions().size());
      variable.dimensions().forEach(this::count);
      attributes(variable.attributes());
      whole(variable.type().code());
      count(size);
      place(begin);
    }
  }
}
