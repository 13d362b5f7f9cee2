package io.hypertile.dataset.json;

import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonCursor;
import io.hypertile.json.JsonLimits;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.text.NearestNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of the types that arrays of datasets can be declared with (atlas-rules.md 19, 20, 21): the
 * name shown, ATLAS's short ones, and NumPy's. A short name without a sign for the order of bytes
 * counts bits, as in {@code i8} of 8 bits; with one it counts bytes, as in {@code <i8}.
 */
public final class CellTypeNames {
  private static final CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);
  private static final CellType SPAN = new CellType.TimeSpan(CellTimeUnit.NANOSECONDS, 1);
  private static final CellType TEXT = new CellType.Text();
  private static final CellType TRUTH = new CellType.Truth();

  /** Types by the names that are shown. */
  private static final Map<String, CellType> SHOWN = shown();

  private static final Map<String, CellType> KNOWN = known();

  private CellTypeNames() {}

  private static Map<String, CellType> shown() {
    Map<String, CellType> names = new LinkedHashMap<>();
    for (DType type : DType.COMMON) {
      names.put(type.numpyName(), type);
    }
    names.put("bool", TRUTH);
    names.put("timestamp_ns", TIME);
    names.put("timedelta_ns", SPAN);
    names.put("string", TEXT);
    return names;
  }

  private static Map<String, CellType> known() {
    Map<String, CellType> names = new LinkedHashMap<>(shown());
    shown()
        .forEach((name, type) -> {
          if (type instanceof DType number) {
            String letter =
                switch (number.kind()) {
                  case SIGNED -> "i";
                  case UNSIGNED -> "u";
                  case FLOAT, COMPLEX -> "f";
                };
            names.put(letter + 8 * number.size(), number);
            names.put((number.size() == 1 ? "|" : "<") + letter + number.size(), number);
          }
        });
    for (String name : List.of("boolean", "|b1", "?")) {
      names.put(name, TRUTH);
    }
    for (String name :
        List.of("timestamp_nanoseconds", "datetime64[ns]", "<M8[ns]", "M8[ns]", "timestamp[ns]")) {
      names.put(name, TIME);
    }
    for (String name :
        List.of("timedelta_nanoseconds", "timedelta64[ns]", "<m8[ns]", "m8[ns]", "duration_ns")) {
      names.put(name, SPAN);
    }
    for (String name : List.of("str", "utf8", "text", "<U", "StringDType()")) {
      names.put(name, TEXT);
    }
    names.put("half", DType.FLOAT16);
    names.put("single", DType.FLOAT32);
    names.put("double", DType.FLOAT64);
    names.put("float", DType.FLOAT64);
    names.put("int", DType.INT64);
    names.put("uint", DType.UINT64);
    return names;
  }

  /** The name of a type in documents; NumPy's for types that only hierarchies of others have. */
  public static String name(CellType type) {
    return SHOWN.entrySet().stream()
        .filter(entry -> entry.getValue().equals(type))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(type::numpyName);
  }

  /** The type of a name. */
  public static Optional<CellType> find(String name) {
    String bare = name.startsWith("numpy.") ? name.substring("numpy.".length()) : name;
    return Optional.ofNullable(KNOWN.get(bare));
  }

  /**
   * The type that a member names.
   *
   * @throws ServiceException with the member's {@code pointer}, the {@code known} names and the
   *     {@code nearest} ones
   */
  public static CellType require(JsonCursor member) {
    String text = member.requireText("the name of a dtype", JsonLimits.NAME_BYTES);
    return find(text).orElseThrow(() -> unknown(member, text));
  }

  private static ServiceException unknown(JsonCursor member, String text) {
    List<String> names = List.copyOf(SHOWN.keySet());
    List<String> nearest = NearestNames.of(text, names);
    Map<String, Object> data = new LinkedHashMap<>();
    if (!nearest.isEmpty()) {
      data.put("nearest", nearest);
    }
    data.put("known", names);
    return member.fault(
        "%s names no dtype of arrays: %s%s Give one of %s."
            .formatted(
                member.subject(),
                member.shown(),
                nearest.isEmpty() ? "." : "; did you mean " + nearest.getFirst() + "?",
                String.join(", ", names)),
        data);
  }
}
