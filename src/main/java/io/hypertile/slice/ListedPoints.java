package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfTexts;
import io.hypertile.coordinate.NumberValues;
import io.hypertile.coordinate.SortedKeys;
import io.hypertile.coordinate.TimeValues;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.FineTime;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/** Numbers or times that an array gives one by one, as look-ups compare them with terms. */
sealed interface ListedPoints {
  int MICRO_DIGITS = 6;
  int NANO_DIGITS = 9;

  /** The keys of the coordinates, in order. */
  SortedKeys sorted();

  /**
   * The value that a term asks for, times in seconds.
   *
   * @throws io.hypertile.error.ServiceException {@code invalid-slice} if it is no such value
   */
  BigDecimal asked(Term term);

  /** The greatest key whose value is not above another. */
  long keyAtMost(BigDecimal value);

  /** The least key whose value is not below another. */
  long keyAtLeast(BigDecimal value);

  /** Whether a key has exactly a value. */
  boolean isValue(long key, BigDecimal value);

  /** The value of a key, as distances are measured. */
  BigDecimal value(long key);

  /** Whether one key is nearer to a value than another, which is the greater. */
  boolean isNearer(BigDecimal value, long less, long greater);

  /** A key as failures show it. */
  Object shown(long key);

  /** Names the terms that are taken, for sentences. */
  String takes();

  /** Numbers. */
  record Numbers(Axis.Listed axis, NumberValues values, Optional<String> note)
      implements ListedPoints {
    @Override
    public SortedKeys sorted() {
      return values.sorted();
    }

    @Override
    public BigDecimal asked(Term term) {
      if (!(term instanceof Value value)) {
        throw AxisResolver.unfit(term, axis, takes());
      }
      return values.isWhole() ? new BigDecimal(value.text()) : RegularGrid.decimal(value.value());
    }

    @Override
    public long keyAtMost(BigDecimal value) {
      return values.keyAtMost(values.meant(value));
    }

    @Override
    public long keyAtLeast(BigDecimal value) {
      return values.keyAtLeast(values.meant(value));
    }

    @Override
    public boolean isValue(long key, BigDecimal value) {
      return keyAtMost(value) == key
          && keyAtLeast(value) == key
          && (!values.isWhole() || values.value(key).compareTo(value) == 0);
    }

    @Override
    public BigDecimal value(long key) {
      return values.value(key);
    }

    @Override
    public boolean isNearer(BigDecimal value, long less, long greater) {
      return values.isNearer(values.meant(value), less, greater);
    }

    @Override
    public Object shown(long key) {
      return values.isWhole()
          ? values.value(key).toBigInteger()
          : new BigDecimal(values.textOf(key));
    }

    @Override
    public String takes() {
      return "positions, and values with a point or an exponent"
          + note.map(reason -> ", as " + reason).orElse("");
    }
  }

  /** Times. */
  record Times(Axis.Listed axis, TimeValues values) implements ListedPoints {
    @Override
    public SortedKeys sorted() {
      return values.sorted();
    }

    @Override
    public BigDecimal asked(Term term) {
      return switch (term) {
        case Time time -> seconds(time, time.text());
        case Text text -> seconds(text, text.text());
        case Value value when values.calendar().isReal() -> RegularGrid.decimal(value.value());
        case Value value -> throw AxisResolver.unfit(value, axis, takes());
        case Position position -> throw AxisResolver.unfit(position, axis, takes());
      };
    }

    private BigDecimal seconds(Term term, String text) {
      Optional<FineTime> written = FineTime.read(text);
      if (written.isEmpty()) {
        throw SliceFault.on(axis.name(), term.column(), SliceFault.noTime(text, axis));
      }
      CfCalendar calendar = values.calendar();
      OptionalLong micros = CfTexts.micros(calendar, written.get().time());
      if (micros.isEmpty()) {
        throw SliceFault.on(
            axis.name(),
            term.column(),
            "There is no such day as %s in the calendar %s of dimension %s."
                .formatted(Quoting.shortened(text), calendar.text(), Quoting.quoted(axis.name())));
      }
      return BigDecimal.valueOf(micros.getAsLong(), MICRO_DIGITS)
          .add(BigDecimal.valueOf(written.get().nanos(), NANO_DIGITS));
    }

    @Override
    public long keyAtMost(BigDecimal value) {
      return values.keyAtMost(value);
    }

    @Override
    public long keyAtLeast(BigDecimal value) {
      return values.keyAtLeast(value);
    }

    @Override
    public boolean isValue(long key, BigDecimal value) {
      return values.seconds(key).compareTo(value) == 0;
    }

    @Override
    public BigDecimal value(long key) {
      return values.seconds(key);
    }

    @Override
    public boolean isNearer(BigDecimal value, long less, long greater) {
      return value.subtract(value(less)).compareTo(value(greater).subtract(value)) < 0;
    }

    @Override
    public Object shown(long key) {
      return values.textOf(key);
    }

    @Override
    public String takes() {
      return values.calendar().isReal()
          ? "positions, ISO 8601 times, and Unix timestamps with a point such as 1672722000.0"
          : "positions, and times in ISO 8601's form of the calendar " + values.calendar().text();
    }
  }
}
