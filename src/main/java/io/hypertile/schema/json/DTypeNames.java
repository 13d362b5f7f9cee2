package io.hypertile.schema.json;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.ndarray.DType;
import io.hypertile.text.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names of element types: NumPy's, Deker's and their aliases (deker-layout.md, "Cell types"). */
public final class DTypeNames {
  private static final String PREFIX = "numpy.";
  private static final String ORDERS = "<=|>";
  private static final Map<String, DType> BY_NAME = byName();

  /** Names in words, since those of one or two characters are near to anything as short. */
  private static final List<String> LONG_NAMES =
      BY_NAME.keySet().stream().filter(name -> name.length() > 3).toList();

  private DTypeNames() {}

  private static Map<String, DType> byName() {
    Map<String, DType> names = new LinkedHashMap<>();
    for (DType dtype : DType.values()) {
      names.put(dtype.numpyName(), dtype);
    }
    for (DType dtype : DType.values()) {
      aliases(dtype).forEach(alias -> names.put(alias, dtype));
    }
    return names;
  }

  /** NumPy's other names, and Deker's, for machines with 64 bits where a long has as many. */
  private static List<String> aliases(DType dtype) {
    return switch (dtype) {
      case INT8 -> List.of("byte", "b", "i1");
      case INT16 -> List.of("short", "h", "i2");
      case INT32 -> List.of("intc", "i", "i4");
      case INT64 -> List.of("int", "intp", "int_", "long", "l", "p", "n", "i8");
      case LONGLONG -> List.of("q");
      case UINT8 -> List.of("ubyte", "B", "u1");
      case UINT16 -> List.of("ushort", "H", "u2");
      case UINT32 -> List.of("uintc", "I", "u4");
      case UINT64 -> List.of("uint", "uintp", "ulong", "L", "P", "N", "u8");
      case ULONGLONG -> List.of("Q");
      case FLOAT16 -> List.of("half", "e", "f2");
      case FLOAT32 -> List.of("single", "f", "f4");
      case FLOAT64 -> List.of("float", "double", "float_", "d", "f8");
      case LONGDOUBLE -> List.of("float128", "longfloat", "g", "f16");
      case COMPLEX64 -> List.of("singlecomplex", "csingle", "F", "c8");
      case COMPLEX128 -> List.of("cfloat", "complex", "cdouble", "complex_", "D", "c16");
      case CLONGDOUBLE -> List.of("clongfloat", "complex256", "longcomplex", "G", "c32");
    };
  }

  /**
   * The type of a name, with or without {@code numpy.}; case matters. A short name may have a sign
   * for the order of its bytes, {@code <}, {@code =} or {@code |}, in front; {@code >} where a cell
   * has one byte.
   */
  public static Optional<DType> find(String name) {
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    if (bare.length() > 1 && ORDERS.indexOf(bare.charAt(0)) >= 0) {
      Optional<DType> dtypeOfShort = ofShort(bare.substring(1));
      return bare.startsWith(">") ? dtypeOfShort.filter(dtype -> dtype.size() == 1) : dtypeOfShort;
    }
    return Optional.ofNullable(BY_NAME.get(bare));
  }

  /** The type of a name that may follow the sign of an order: {@code f4}, {@code e}. */
  private static Optional<DType> ofShort(String name) {
    boolean isShort = name.length() == 1 || Character.isDigit(name.charAt(1));
    return isShort ? Optional.ofNullable(BY_NAME.get(name)) : Optional.empty();
  }

  /** The type that a member names. */
  static DType require(JsonCursor member) {
    String text = member.requireText("the name of a dtype", JsonLimits.NAME_BYTES);
    return find(text).orElseThrow(() -> unknown(member, text));
  }

  private static ServiceException unknown(JsonCursor member, String text) {
    Map<String, Object> data = new LinkedHashMap<>();
    Optional<DType> swapped = text.startsWith(">") ? ofShort(text.substring(1)) : Optional.empty();
    Optional<UnplacedType> unplaced = UnplacedType.find(text);
    List<String> nearest =
        swapped
            .map(dtype -> List.of(dtype.numpyName()))
            .or(() -> unplaced.map(type -> List.of(type.instead())))
            .orElseGet(() -> NearestNames.of(text, LONG_NAMES));
    if (!nearest.isEmpty()) {
      data.put("nearest", nearest);
    }
    data.put("known", numpyNames());
    if (swapped.isPresent()) {
      return member.fault(
          "%s is %s, but cells are kept little-endian; give %s. NPY files with either order of bytes are taken."
              .formatted(member.subject(), member.shown(), nearest.getFirst()),
          data);
    }
    if (unplaced.isPresent()) {
      return member.fault(
          "%s is %s, and cells are numbers; for %s."
              .formatted(member.subject(), member.shown(), unplaced.get().advice()),
          data);
    }
    return member.fault(
        "%s names no dtype: %s%s Give one of %s."
            .formatted(
                member.subject(),
                member.shown(),
                nearest.isEmpty() ? "." : "; did you mean " + nearest.getFirst() + "?",
                String.join(", ", numpyNames())),
        data);
  }

  private static List<String> numpyNames() {
    return java.util.Arrays.stream(DType.values()).map(DType::numpyName).toList();
  }
}
