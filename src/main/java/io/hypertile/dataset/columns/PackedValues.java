package io.hypertile.dataset.columns;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import io.hypertile.store.SharedState.NotedRows;
import java.math.BigInteger;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Values of one attribute in a run of rows: numbers in columns, all else as it is. Immutable. */
final class PackedValues {
  private static final byte ABSENT = 0;
  private static final byte TRUTH = 1;
  private static final byte TIME = 2;
  private static final byte OBJECT = 3;

  /** A whole number of 64 bits; the number of its type is added. */
  private static final byte WHOLE = 16;

  private static final byte REAL = 64;
  private static final DType[] TYPES = DType.values();

  private final PackedBytes tags;
  private final PackedLongs bits;
  private final TypedValue @Nullable [] objects;

  private PackedValues(PackedBytes tags, PackedLongs bits, TypedValue @Nullable [] objects) {
    this.tags = tags;
    this.bits = bits;
    this.objects = objects;
  }

  /** Values that are being put together. For one thread. */
  static final class Builder {
    private final byte[] tags = new byte[NotedRows.RUN];
    private final long[] bits = new long[NotedRows.RUN];
    private TypedValue @Nullable [] objects;

    void set(int at, TypedValue value) {
      switch (value) {
        case TypedValue.Truth(boolean truth) -> set(at, TRUTH, truth ? 1 : 0);
        case TypedValue.Time(long nanoseconds) -> set(at, TIME, nanoseconds);
        case TypedValue.Whole(DType type, BigInteger number) when number.bitLength() < Long.SIZE ->
            set(at, (byte) (WHOLE + type.ordinal()), number.longValue());
        case TypedValue.Real(DType type, double number) ->
            set(at, (byte) (REAL + type.ordinal()), Double.doubleToRawLongBits(number));
        default -> {
          TypedValue[] own = objects;
          if (own == null) {
            own = new TypedValue[NotedRows.RUN];
            objects = own;
          }
          own[at] = value;
          set(at, OBJECT, 0);
        }
      }
    }

    private void set(int at, byte tag, long value) {
      tags[at] = tag;
      bits[at] = value;
    }

    PackedValues make() {
      return new PackedValues(PackedBytes.of(tags), PackedLongs.of(bits), objects);
    }
  }

  /** The value of a row. */
  Optional<TypedValue> get(int at) {
    byte tag = tags.get(at);
    long value = bits.get(at);
    return switch (tag) {
      case ABSENT -> Optional.empty();
      case TRUTH -> Optional.of(new TypedValue.Truth(value != 0));
      case TIME -> Optional.of(new TypedValue.Time(value));
      case OBJECT -> objects == null ? Optional.empty() : Optional.of(objects[at]);
      default ->
          Optional.of(
              tag >= REAL
                  ? new TypedValue.Real(TYPES[tag - REAL], Double.longBitsToDouble(value))
                  : new TypedValue.Whole(TYPES[tag - WHOLE], BigInteger.valueOf(value)));
    };
  }

  long bytes() {
    long bytes = 32 + tags.bytes() + bits.bytes();
    if (objects != null) {
      Set<TypedValue> counted = Collections.newSetFromMap(new IdentityHashMap<>());
      for (TypedValue value : objects) {
        bytes += Integer.BYTES + (value != null && counted.add(value) ? value.heapBytes() : 0);
      }
    }
    return bytes;
  }
}
