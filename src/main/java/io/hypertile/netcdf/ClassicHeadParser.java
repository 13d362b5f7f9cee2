package io.hypertile.netcdf;

import io.hypertile.dataset.TypedValue;
import io.hypertile.error.CorruptDataException;
import io.hypertile.text.Quoting;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the head of a classic file, whose lists are checked against the bytes that there are. */
final class ClassicHeadParser {
  private static final String HEAD = "head";
  private static final int TAG_DIMENSIONS = 0x0a;
  private static final int TAG_VARIABLES = 0x0b;
  private static final int TAG_ATTRIBUTES = 0x0c;
  private static final int MOST_AXES = 32;
  private static final int LONGEST_NAME = 4096;
  private static final long LARGEST = 64L << 20;
  private static final int WINDOW = 1 << 16;

  private final FileBytes file;
  private final boolean isNew;
  private final int version;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
  private long windowEnd;
  private long numbers;

  private ClassicHeadParser(FileBytes file, int version) {
    this.file = file;
    this.version = version;
    this.isNew = version == 5;
    this.windowEnd = 4;
    window.limit(0);
  }

  /**
   * The head of a file that begins with {@code CDF}.
   *
   * @throws CorruptDataException if it contradicts the format
   */
  static ClassicHead parse(FileBytes file) {
    ByteBuffer magic = ByteBuffer.allocate(4);
    file.read(0, magic, HEAD);
    int version = magic.get(3);
    if (version != 1 && version != 2 && version != 5) {
      throw file.corrupt(HEAD, 3, "version " + version + " of the classic format");
    }
    return new ClassicHeadParser(file, version).parse();
  }

  private ClassicHead parse() {
    long records = isNew ? i64() : i32();
    if (records < ClassicHead.STREAMING) {
      throw corrupt(records + " records");
    }
    List<ClassicHead.Dimension> dimensions = dimensions();
    Map<String, TypedValue> attributes = attributes("the file");
    return new ClassicHead(version, records, dimensions, attributes, variables(dimensions));
  }

  private List<ClassicHead.Dimension> dimensions() {
    long count = list(TAG_DIMENSIONS, 12);
    List<ClassicHead.Dimension> dimensions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean hasRecords = false;
    for (long n = 0; n < count; n++) {
      String name = name("a dimension", names);
      names.add(name);
      ClassicHead.Dimension dimension = new ClassicHead.Dimension(name, count("a length"));
      if (dimension.isRecord() && hasRecords) {
        throw corrupt("two dimensions without end");
      }
      hasRecords |= dimension.isRecord();
      dimensions.add(dimension);
    }
    return List.copyOf(dimensions);
  }

  private Map<String, TypedValue> attributes(String owner) {
    long count = list(TAG_ATTRIBUTES, 12);
    Map<String, TypedValue> attributes = new LinkedHashMap<>();
    for (long n = 0; n < count; n++) {
      String name = name("an attribute of " + owner, attributes.keySet());
      ClassicType type = type();
      long values = count("a number of values");
      if (values > left() / type.size()) {
        throw corrupt("an attribute of " + values + " values");
      }
      numbers += type == ClassicType.CHAR ? 0 : values;
      if (numbers > Hdf5Budget.MOST_NUMBERS) {
        throw file.unsupported(
            "attributes of more than " + Hdf5Budget.MOST_NUMBERS + " numbers cannot be imported.");
      }
      byte[] bytes = padded((int) (values * type.size()));
      attributes.put(name, ClassicValues.of(type, bytes));
    }
    return attributes;
  }

  private List<ClassicVariable> variables(List<ClassicHead.Dimension> dimensions) {
    long count = list(TAG_VARIABLES, 28);
    List<ClassicVariable> variables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (long n = 0; n < count; n++) {
      String name = name("a variable", names);
      names.add(name);
      List<Integer> axes = axes(dimensions);
      Map<String, TypedValue> attributes = attributes(Quoting.quoted(name));
      ClassicType type = type();
      skipSize();
      long begin = version == 1 ? i32() & 0xffffffffL : i64();
      if (begin < 0) {
        throw corrupt("a variable that begins at " + begin);
      }
      variables.add(new ClassicVariable(name, axes, attributes, type, begin));
    }
    return List.copyOf(variables);
  }

  private List<Integer> axes(List<ClassicHead.Dimension> dimensions) {
    long rank = count("a number of dimensions");
    if (rank > MOST_AXES) {
      throw file.unsupported(
          "a variable has " + rank + " dimensions, and at most " + MOST_AXES + " can be imported.");
    }
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      long number = count("a number of a dimension");
      if (number >= dimensions.size()) {
        throw corrupt("dimension " + number + " of " + dimensions.size());
      }
      if (axis > 0 && dimensions.get((int) number).isRecord()) {
        throw corrupt("records that are not counted along the first dimension");
      }
      axes.add((int) number);
    }
    return List.copyOf(axes);
  }

  /**
   * The bytes that a variable takes, which follow from its shape and do not hold for large ones.
   */
  private void skipSize() {
    if (isNew) {
      i64();
    } else {
      i32();
    }
  }

  private ClassicType type() {
    long code = i32();
    return ClassicType.of(code, isNew)
        .orElseThrow(() -> corrupt("values of the unknown type " + code));
  }

  /**
   * Elements of a list.
   *
   * @param least bytes that an element has at least
   */
  private long list(int wanted, int least) {
    int tag = i32();
    long count = count("a number of elements");
    if (tag != wanted && (tag != 0 || count != 0)) {
      throw corrupt("a list of the kind " + tag + " and " + count + " elements");
    }
    if (count > left() / least) {
      throw corrupt("a list of " + count + " elements");
    }
    return count;
  }

  /** A name that is not among others, which it is not added to. */
  private String name(String what, Set<String> taken) {
    long length = count("a length");
    if (length == 0 || length > LONGEST_NAME) {
      throw corrupt(what + " with a name of " + length + " bytes");
    }
    String name;
    try {
      name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(padded((int) length)))
              .toString();
    } catch (CharacterCodingException e) {
      throw corrupt(what + " with a name that is not UTF-8");
    }
    if (name.chars().anyMatch(c -> c == '/' || Character.isISOControl(c))) {
      throw corrupt(what + " whose name has a slash or a control character");
    }
    if (taken.contains(name)) {
      throw corrupt(what + " named " + Quoting.quoted(name) + " is there twice");
    }
    return name;
  }

  /** A number that is never negative, of 4 or 8 bytes by the version. */
  private long count(String what) {
    long number = isNew ? i64() : i32();
    if (number < 0) {
      throw corrupt(what + " of " + number);
    }
    return number;
  }

  private int i32() {
    return room(Integer.BYTES).getInt();
  }

  private long i64() {
    return room(Long.BYTES).getLong();
  }

  /** Bytes, whose place ends on a whole number of four. */
  private byte[] padded(int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      ByteBuffer next = room(1);
      int count = Math.min(next.remaining(), length - done);
      next.get(bytes, done, count);
      done += count;
    }
    for (int padding = -length & 3; padding > 0; padding--) {
      room(1).get();
    }
    return bytes;
  }

  /** The window with as many bytes at least. */
  private ByteBuffer room(int bytes) {
    if (window.remaining() < bytes) {
      window.compact();
      long more = Math.min(window.remaining(), file.size() - windowEnd);
      if (window.position() + more < bytes) {
        throw file.corrupt(HEAD, windowEnd, "the head is cut short");
      }
      if (windowEnd > LARGEST) {
        throw file.unsupported("a head of more than " + LARGEST + " bytes cannot be imported.");
      }
      window.limit(window.position() + (int) more);
      file.read(windowEnd, window, HEAD);
      windowEnd += more;
      window.flip();
    }
    return window;
  }

  private long position() {
    return windowEnd - window.remaining();
  }

  private long left() {
    return file.size() - position();
  }

  private CorruptDataException corrupt(String reason) {
    return file.corrupt(HEAD, position(), reason);
  }
}
