package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;

/** Kinds of terms on an axis; both ends of a range, and all items of a list, are of one kind. */
enum TermKind {
  POSITION("a position"),
  VALUE("a value"),
  TIME("a time"),
  LABEL("a label");

  private final String text;

  TermKind(String text) {
    this.text = text;
  }

  /** The kind with its article, for sentences. */
  String text() {
    return text;
  }

  /** The kind of a term; on time axes texts are times. */
  static TermKind of(Term term, Axis axis) {
    return switch (term) {
      case Position ignored -> POSITION;
      case Value ignored -> VALUE;
      case Time ignored -> TIME;
      case Text ignored -> hasTimes(axis) ? TIME : LABEL;
    };
  }

  /** Whether the coordinates of an axis are times. */
  static boolean hasTimes(Axis axis) {
    return switch (axis) {
      case Axis.Time ignored -> true;
      case Axis.Listed listed ->
          listed.coordinates().about().kind() instanceof CoordinateKind.Times;
      case Axis.Plain ignored -> false;
      case Axis.Scaled ignored -> false;
      case Axis.Labelled ignored -> false;
    };
  }
}
