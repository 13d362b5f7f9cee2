package io.hypertile.dataset.query;

import io.hypertile.dataset.TypedValue;
import io.hypertile.dataset.WiderTypes;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import java.util.Optional;

/** Type of an attribute's value, as documents name it. Immutable. */
sealed interface AttributeShape {
  /** Deepest lists whose items are looked at. */
  int MOST_DEEP = 8;

  /** One value, such as a cell could be. */
  record One(CellType type) implements AttributeShape {
    @Override
    public String text() {
      return type.equals(TIME) ? "timestamp_ns" : type.numpyName();
    }
  }

  /** A list of values of one type. */
  record Several(AttributeShape items) implements AttributeShape {
    @Override
    public String text() {
      return "list<" + items.text() + '>';
    }
  }

  /** Anything else. */
  record Json() implements AttributeShape {
    @Override
    public String text() {
      return "json";
    }
  }

  /** Times with nanoseconds. */
  CellType TIME = new CellType.TimePoint(CellTimeUnit.NANOSECONDS, 1);

  /** The name in documents. */
  String text();

  /** The type of a value. */
  static AttributeShape of(TypedValue value) {
    return of(value, MOST_DEEP);
  }

  private static AttributeShape of(TypedValue value, int deep) {
    return switch (value) {
      case TypedValue.Truth ignored -> new One(new CellType.Truth());
      case TypedValue.Whole whole -> new One(whole.type());
      case TypedValue.Real real -> new One(real.type());
      case TypedValue.Text ignored -> new One(new CellType.Text());
      case TypedValue.Bytes ignored -> new One(new CellType.AnyBytes());
      case TypedValue.Time ignored -> new One(TIME);
      case TypedValue.Items items ->
          items.values().isEmpty()
              ? new Several(new One(new CellType.Text()))
              : deep == 0 ? new Json() : new Several(of(items.values().getFirst(), deep - 1));
      case TypedValue.Nested ignored -> new Json();
    };
  }

  /** The type that two merge to, lists item by item. */
  default Optional<AttributeShape> merge(AttributeShape other) {
    if (equals(other)) {
      return Optional.of(this);
    }
    if (this instanceof One(CellType left) && other instanceof One(CellType right)) {
      return WiderTypes.merge(left, right).map(One::new);
    }
    if (this instanceof Several(AttributeShape left)
        && other instanceof Several(AttributeShape right)) {
      return left.merge(right).map(Several::new);
    }
    return Optional.empty();
  }
}
