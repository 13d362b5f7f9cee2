package io.hypertile.netcdf;

import io.hypertile.ndarray.Shape;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Places of the values of a classic file. Each variable lies within the file, and none over
 * another, so that a file cannot hold more than its bytes.
 */
final class ClassicLayout {
  private static final long MOST_CELLS = 1L << 58;

  private final FileBytes file;
  private final ClassicHead head;
  private final long firstRecord;
  private final long recordBytes;
  private final long records;

  private ClassicLayout(FileBytes file, ClassicHead head) {
    this.file = file;
    this.head = head;
    long first = Long.MAX_VALUE;
    long bytes = 0;
    long unpadded = 0;
    int count = 0;
    for (ClassicVariable variable : head.variables()) {
      if (head.isRecord(variable)) {
        first = Math.min(first, variable.begin());
        unpadded = bytes(variable);
        if (bytes > Long.MAX_VALUE - unpadded - 3) {
          throw corrupt(variable, "records of more than 2^63 bytes");
        }
        bytes += unpadded + (-unpadded & 3);
        count++;
      }
    }
    this.firstRecord = count == 0 ? 0 : first;
    // The values of a single record variable follow one another without padding.
    this.recordBytes = count == 1 ? unpadded : bytes;
    this.records = head.records() == ClassicHead.STREAMING ? fitting() : head.records();
  }

  /**
   * Places in a file.
   *
   * @throws io.hypertile.error.CorruptDataException if variables lie outside of it, or over one
   *     another
   */
  static ClassicLayout of(FileBytes file, ClassicHead head) {
    ClassicLayout layout = new ClassicLayout(file, head);
    layout.check();
    return layout;
  }

  /**
   * Values of a variable: runs of one length at equal distances.
   *
   * @param begin place of the first run
   * @param runs number of runs
   * @param bytes bytes of each
   * @param step from the beginning of one to the next
   */
  record Runs(long begin, long runs, long bytes, long step) {}

  /** Lengths of the axes. */
  Shape shape(ClassicVariable variable) {
    long[] lengths = new long[variable.dimensions().size()];
    for (int axis = 0; axis < lengths.length; axis++) {
      ClassicHead.Dimension dimension = head.dimensions().get(variable.dimensions().get(axis));
      lengths[axis] = dimension.isRecord() ? records : dimension.length();
    }
    return Shape.of(lengths);
  }

  /** The place of a variable's values. */
  Runs runs(ClassicVariable variable) {
    return head.isRecord(variable)
        ? new Runs(variable.begin(), records, bytes(variable), recordBytes)
        : new Runs(variable.begin(), 1, bytes(variable), 0);
  }

  /** Bytes of a variable, of one record where there are records. */
  private long bytes(ClassicVariable variable) {
    long cells = 1;
    for (int number : variable.dimensions()) {
      ClassicHead.Dimension dimension = head.dimensions().get(number);
      long length = dimension.isRecord() ? 1 : dimension.length();
      if (cells > MOST_CELLS / length) {
        throw corrupt(variable, "more than 2^58 values");
      }
      cells *= length;
    }
    return cells * variable.type().size();
  }

  /** Records that the file has room for: the last one may lack what pads it. */
  private long fitting() {
    if (recordBytes == 0) {
      return 0;
    }
    long room = Math.max(0, file.size() - firstRecord);
    long last = 0;
    for (ClassicVariable variable : head.variables()) {
      if (head.isRecord(variable)) {
        last = Math.max(last, variable.begin() - firstRecord + bytes(variable));
      }
    }
    return room / recordBytes + (room % recordBytes >= last ? 1 : 0);
  }

  /** A range that a variable takes. */
  private record Range(long begin, long end, ClassicVariable variable) {}

  private void check() {
    List<Range> fixed = new ArrayList<>();
    List<Range> inRecord = new ArrayList<>();
    for (ClassicVariable variable : head.variables()) {
      long bytes = bytes(variable);
      if (bytes == 0) {
        continue;
      }
      if (!head.isRecord(variable)) {
        requireInside(variable, variable.begin(), bytes);
        fixed.add(new Range(variable.begin(), variable.begin() + bytes, variable));
        continue;
      }
      long place = variable.begin() - firstRecord;
      if (bytes > recordBytes - place) {
        throw corrupt(variable, "values behind the end of a record");
      }
      inRecord.add(new Range(place, place + bytes, variable));
      if (records > 0) {
        if (records - 1 > (file.size() - variable.begin()) / recordBytes) {
          throw corrupt(variable, records + " records in a file of " + file.size() + " bytes");
        }
        requireInside(variable, variable.begin() + (records - 1) * recordBytes, bytes);
      }
    }
    if (records > 0 && !inRecord.isEmpty()) {
      Range last = Collections.max(inRecord, Comparator.comparingLong(Range::end));
      long end = firstRecord + (records - 1) * recordBytes + last.end();
      fixed.add(new Range(firstRecord, end, last.variable()));
    }
    requireApart(inRecord);
    requireApart(fixed);
  }

  private void requireInside(ClassicVariable variable, long begin, long bytes) {
    if (begin < 0 || bytes > file.size() || begin > file.size() - bytes) {
      throw corrupt(
          variable, bytes + " bytes are said to be here, and the file has " + file.size());
    }
  }

  private void requireApart(List<Range> ranges) {
    ranges.sort(Comparator.comparingLong(Range::begin));
    for (int n = 1; n < ranges.size(); n++) {
      if (ranges.get(n).begin() < ranges.get(n - 1).end()) {
        throw corrupt(
            ranges.get(n).variable(),
            "it lies over " + Quoting.quoted(ranges.get(n - 1).variable().name()));
      }
    }
  }

  private RuntimeException corrupt(ClassicVariable variable, String reason) {
    return file.corrupt("variable " + Quoting.quoted(variable.name()), variable.begin(), reason);
  }
}
