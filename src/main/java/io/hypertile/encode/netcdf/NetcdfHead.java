package io.hypertile.encode.netcdf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The head of a file: with 64-bit offsets (CDF-2) where its types and lengths allow that, otherwise
 * with 64-bit data (CDF-5). Its values follow in the order of its variables, so that with 64-bit
 * offsets only the last one may be longer than 4 GiB. A dimension of length 0 is the one of
 * records, of which there are none; variables along it are behind all others.
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
  private static final long LONGEST_VALUES = 0xffff_fffcL;
  private static final long UNSIGNED = 0xffff_ffffL;

  /** A dimension. */
  record Dimension(String name, long length) {}

  /** Whether the file is one with 64-bit data. */
  boolean isNew() {
    return dimensions.stream().anyMatch(dimension -> dimension.length > LONGEST_OLD)
        || variables.stream().anyMatch(variable -> !variable.type().isOld())
        || Stream.concat(
                attributes.stream(), variables.stream().flatMap(each -> each.attributes().stream()))
            .anyMatch(attribute -> !attribute.type().isOld())
        || variables.stream()
            .limit(Math.max(0, variables.size() - 1))
            .anyMatch(variable -> variable.bytes() > LONGEST_VALUES);
  }

  /** Bytes of a variable's values; of those of one record where it is along the records. */
  private long size(NetcdfVariable variable) {
    if (!isOfRecords(variable)) {
      return variable.bytes() + variable.padding();
    }
    long bytes = variable.type().size();
    for (int dimension : variable.dimensions().subList(1, variable.dimensions().size())) {
      bytes *= dimensions.get(dimension).length();
    }
    return bytes + (-bytes & 3);
  }

  private boolean isOfRecords(NetcdfVariable variable) {
    return !variable.dimensions().isEmpty()
        && dimensions.get(variable.dimensions().getFirst()).length() == 0;
  }

  /** Bytes of the whole file. */
  long length() {
    return bytes(0).length + length(variables);
  }

  private static long length(List<NetcdfVariable> variables) {
    long length = 0;
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
    long record = begin + length(variables);
    for (NetcdfVariable variable : variables) {
      long size = size(variable);
      boolean isBehind = isOfRecords(variable);
      long shown = writer.isNew ? size : Math.min(size, UNSIGNED);
      writer.variable(variable, shown, isBehind ? record : place);
      place += isBehind ? 0 : size;
      record += isBehind ? size : 0;
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
