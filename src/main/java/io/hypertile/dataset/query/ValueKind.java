package io.hypertile.dataset.query;

import io.hypertile.dataset.TypedValue;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import java.util.Optional;

/** Kinds of values that can be compared with one another. */
public enum ValueKind {
  /** Whole numbers, floats and lengths of time in nanoseconds. */
  NUMBER("numbers"),
  /** Texts, in the order of their code points. */
  TEXT("texts"),
  /** Points in time. */
  TIME("times"),
  /** Truth values. */
  TRUTH("truth values"),
  /** All else, which is there or not. */
  OTHER("values without an order");

  private final String text;

  ValueKind(String text) {
    this.text = text;
  }

  /** The values of the kind in a sentence. */
  String text() {
    return text;
  }

  /** The kind of an attribute's value. */
  static ValueKind of(TypedValue value) {
    return switch (value) {
      case TypedValue.Truth ignored -> TRUTH;
      case TypedValue.Whole ignored -> NUMBER;
      case TypedValue.Real ignored -> NUMBER;
      case TypedValue.Text ignored -> TEXT;
      case TypedValue.Time ignored -> TIME;
      case TypedValue.Bytes ignored -> OTHER;
      case TypedValue.Items ignored -> OTHER;
      case TypedValue.Nested ignored -> OTHER;
    };
  }

  /** The kind of the extremes of cells; empty where cells have none. */
  static Optional<ValueKind> of(CellType type) {
    return switch (type) {
      case DType dtype ->
          dtype.kind() == DType.Kind.COMPLEX ? Optional.empty() : Optional.of(NUMBER);
      case CellType.Truth ignored -> Optional.of(TRUTH);
      case CellType.TimePoint ignored -> Optional.of(TIME);
      case CellType.TimeSpan ignored -> Optional.of(NUMBER);
      case CellType.FixedText ignored -> Optional.of(TEXT);
      case CellType.Text ignored -> Optional.of(TEXT);
      case CellType.FixedBytes ignored -> Optional.empty();
      case CellType.RawBytes ignored -> Optional.empty();
      case CellType.AnyBytes ignored -> Optional.empty();
    };
  }
}
