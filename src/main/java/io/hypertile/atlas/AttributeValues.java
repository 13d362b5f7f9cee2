package io.hypertile.atlas;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.DType;
import io.hypertile.text.IsoTime;
import io.hypertile.text.SecondParts;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Values of attributes: those of footers, and those of documents of version 1. */
final class AttributeValues {
  private static final int VALUE = 8;

  private AttributeValues() {}

  /** A value of a dictionary; empty for a form that ATLAS does not write. */
  static Optional<TypedValue> of(Archive archive, int at) {
    return switch (archive.u8(at)) {
      case 0 -> Optional.of(new TypedValue.Truth(archive.u8(at + 1) != 0));
      case 1 -> whole(DType.INT8, (byte) archive.u8(at + 1));
      case 2 -> whole(DType.INT16, (short) archive.u16(at + 2));
      case 3 -> whole(DType.INT32, (int) archive.u32(at + 4));
      case 4 -> whole(DType.INT64, archive.i64(at + VALUE));
      case 5 -> whole(DType.UINT8, archive.u8(at + 1));
      case 6 -> whole(DType.UINT16, archive.u16(at + 2));
      case 7 -> whole(DType.UINT32, archive.u32(at + 4));
      case 8 ->
          Optional.of(
              new TypedValue.Whole(
                  DType.UINT64, new BigInteger(Long.toUnsignedString(archive.i64(at + VALUE)))));
      case 9 -> Optional.of(new TypedValue.Real(DType.FLOAT32, archive.f32(at + 4)));
      case 10 -> Optional.of(new TypedValue.Real(DType.FLOAT64, archive.f64(at + VALUE)));
      case 11 -> Optional.of(new TypedValue.Text(archive.text(at + VALUE)));
      case 12 ->
          Optional.of(
              new TypedValue.Bytes(Base64.getEncoder().encodeToString(archive.bytes(at + VALUE))));
      default -> Optional.empty();
    };
  }

  private static Optional<TypedValue> whole(DType type, long value) {
    return Optional.of(new TypedValue.Whole(type, BigInteger.valueOf(value)));
  }

  /** A value of a document; empty for lists, objects and null. */
  static Optional<TypedValue> of(JsonNode json) {
    if (json.isBoolean()) {
      return Optional.of(new TypedValue.Truth(json.booleanValue()));
    }
    if (json.isIntegralNumber()) {
      BigInteger value = json.bigIntegerValue();
      return Optional.of(
          new TypedValue.Whole(value.bitLength() < 64 ? DType.INT64 : DType.UINT64, value));
    }
    if (json.isNumber()) {
      return Optional.of(new TypedValue.Real(DType.FLOAT64, json.doubleValue()));
    }
    return json.isString()
        ? Optional.of(new TypedValue.Text(json.stringValue()))
        : Optional.empty();
  }

  /**
   * A value as the type that the schema declares; times are kept as texts.
   *
   * @param declared name of the type in the schema
   * @return empty if it is of another type, and so another attribute's
   */
  static Optional<TypedValue> as(String declared, TypedValue value) {
    String type = declared.toLowerCase(Locale.ROOT).replace("_", "");
    if (type.equals("timestampnanoseconds")) {
      return value instanceof TypedValue.Text text ? time(text.value()) : Optional.empty();
    }
    String own =
        switch (value) {
          case TypedValue.Truth truth -> "bool";
          case TypedValue.Whole whole -> whole.type().numpyName();
          case TypedValue.Real real -> real.type().numpyName();
          case TypedValue.Text text -> "string";
          case TypedValue.Bytes bytes -> "binary";
          case TypedValue.Time time -> "";
          case TypedValue.Items items -> "";
          case TypedValue.Nested nested -> "";
        };
    return own.equals(type) ? Optional.of(value) : Optional.empty();
  }

  private static Optional<TypedValue> time(String text) {
    Optional<Instant> instant = IsoTime.parseStored(text);
    try {
      return instant.map(found ->
          new TypedValue.Time(
              SecondParts.count(found.getEpochSecond(), found.getNano(), 1_000_000_000L)));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
