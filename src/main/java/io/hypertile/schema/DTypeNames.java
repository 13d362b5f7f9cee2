package io.hypertile.schema;

import io.hypertile.ndarray.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names of element types: NumPy's, Deker's and their aliases (deker.md 1.3). */
public final class DTypeNames {
  private static final String PREFIX = "numpy.";
  private static final Map<String, DType> BY_NAME = byName();

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

  private static List<String> aliases(DType dtype) {
    return switch (dtype) {
      case INT8 -> List.of("byte");
      case INT16 -> List.of("short");
      case INT32 -> List.of("intc");
      case INT64 -> List.of("int", "intp", "int_");
      case UINT8 -> List.of("ubyte");
      case UINT16 -> List.of("ushort");
      case UINT32 -> List.of("uintc");
      case UINT64 -> List.of("uint", "uintp");
      case FLOAT64 -> List.of("float", "double");
      case LONGDOUBLE -> List.of("float128", "longfloat");
      case COMPLEX64 -> List.of("singlecomplex");
      case COMPLEX128 -> List.of("cfloat", "complex", "cdouble", "complex_");
      case CLONGDOUBLE -> List.of("clongfloat", "complex256", "longcomplex");
      case LONGLONG, ULONGLONG, FLOAT16, FLOAT32 -> List.of();
    };
  }

  /** The type of a name, with or without {@code numpy.}; case matters. */
  public static Optional<DType> find(String name) {
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return Optional.ofNullable(BY_NAME.get(bare));
  }

  /** The name that Deker writes, such as {@code numpy.uint} for 64-bit unsigned integers. */
  public static String dekerName(DType dtype) {
    return PREFIX
        + switch (dtype) {
          case UINT64 -> "uint";
          case LONGDOUBLE -> "float128";
          case COMPLEX128 -> "cfloat";
          case CLONGDOUBLE -> "clongfloat";
          case INT8,
              INT16,
              INT32,
              INT64,
              LONGLONG,
              UINT8,
              UINT16,
              UINT32,
              ULONGLONG,
              FLOAT16,
              FLOAT32,
              FLOAT64,
              COMPLEX64 ->
              dtype.numpyName();
        };
  }

  /** The type that a member names. */
  static DType require(JsonCursor member) {
    String text = member.requireText("the name of a dtype", SchemaLimits.NAME_BYTES);
    return find(text)
        .orElseThrow(() -> {
          List<String> known = List.copyOf(BY_NAME.keySet());
          Map<String, Object> data = new LinkedHashMap<>();
          NearestName.find(text, known).ifPresent(name -> data.put("nearest", name));
          data.put("known", numpyNames());
          return member.fault(
              "%s names no dtype: %s. Give one of %s."
                  .formatted(member.subject(), member.shown(), String.join(", ", numpyNames())),
              data);
        });
  }

  private static List<String> numpyNames() {
    return java.util.Arrays.stream(DType.values()).map(DType::numpyName).toList();
  }
}
