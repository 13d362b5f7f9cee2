package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateValues;
import io.hypertile.coordinate.Coordinates;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.text.Quoting;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Coordinates of the selected positions of one axis: times, labels, scale values, those that an
 * array gives, or the positions themselves (deker-rules.md 196 to 198). Computed when asked for;
 * nothing is held for each position that the axis does not hold. Immutable.
 */
public sealed interface AxisCoordinates {
  /** Name of the axis. */
  String dimension();

  /** Number of selected positions, 1 for an axis that the selection drops. */
  long count();

  /** The selected positions themselves, of an axis without scale, labels or times. */
  final class Positions implements AxisCoordinates {
    private final String dimension;
    private final AxisSelection axis;

    private Positions(String dimension, AxisSelection axis) {
      this.dimension = dimension;
      this.axis = axis;
    }

    @Override
    public String dimension() {
      return dimension;
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** The n-th selected position, n from 0. */
    public long get(long n) {
      return axis.position(n);
    }
  }

  /** Values on a scale, free of the digits that adding floats leaves. */
  final class Values implements AxisCoordinates {
    private final String dimension;
    private final AxisSelection axis;
    private final ScaleValues values;

    private Values(Axis.Scaled scaled, AxisSelection axis) {
      this.dimension = scaled.name();
      this.axis = axis;
      this.values = new ScaleValues(RegularGrid.of(scaled.scale(), scaled.size()));
    }

    @Override
    public String dimension() {
      return dimension;
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** The value at the n-th selected position, n from 0. */
    public double get(long n) {
      return values.at(axis.position(n));
    }
  }

  /** Text labels. */
  final class TextLabels implements AxisCoordinates {
    private final String dimension;
    private final AxisSelection axis;
    private final List<String> labels;

    private TextLabels(String dimension, AxisSelection axis, List<String> labels) {
      this.dimension = dimension;
      this.axis = axis;
      this.labels = labels;
    }

    @Override
    public String dimension() {
      return dimension;
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** The label at the n-th selected position, n from 0. */
    public String get(long n) {
      return labels.get(Math.toIntExact(axis.position(n)));
    }
  }

  /** Number labels. */
  final class NumberLabels implements AxisCoordinates {
    private final String dimension;
    private final AxisSelection axis;
    private final List<Double> labels;

    private NumberLabels(String dimension, AxisSelection axis, List<Double> labels) {
      this.dimension = dimension;
      this.axis = axis;
      this.labels = labels;
    }

    @Override
    public String dimension() {
      return dimension;
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** The label at the n-th selected position, n from 0. */
    public double get(long n) {
      return labels.get(Math.toIntExact(axis.position(n)));
    }
  }

  /** Times, with microseconds at the finest. */
  final class Times implements AxisCoordinates {
    private static final int MICROS = 1_000_000;
    private static final int MICRO_DIGITS = 6;

    private final String dimension;
    private final AxisSelection axis;
    private final long start;
    private final long step;

    private Times(Axis.Time time, AxisSelection axis) {
      RegularGrid grid = RegularGrid.of(TimeAxisStart.require(time), time.step(), time.size());
      this.dimension = time.name();
      this.axis = axis;
      try {
        this.start = micros(grid.start()).longValueExact();
        this.step = micros(grid.step()).longValueExact();
        micros(grid.point(least(axis))).longValueExact();
        micros(grid.point(greatest(axis))).longValueExact();
      } catch (ArithmeticException e) {
        throw new ServiceException(
            ErrorCode.VALUE_OUT_OF_RANGE,
            "Dimension "
                + Quoting.quoted(dimension)
                + " has times at the selected positions that lie more than 290,000 years from 1970"
                + " and cannot be told; select fewer positions, or leave the coordinates out.",
            Map.of("dimension", dimension),
            e);
      }
    }

    private static BigInteger micros(BigDecimal seconds) {
      return seconds.movePointRight(MICRO_DIGITS).toBigInteger();
    }

    private static long least(AxisSelection axis) {
      return switch (axis) {
        case AxisSelection.Index index -> index.at();
        case AxisSelection.Range range -> range.start();
        case AxisSelection.Positions list ->
            list.positions().stream().mapToLong(Long::longValue).min().orElse(0);
        case AxisSelection.Wrapped ignored -> 0;
      };
    }

    private static long greatest(AxisSelection axis) {
      return switch (axis) {
        case AxisSelection.Index index -> index.at();
        case AxisSelection.Range range -> range.position(range.count() - 1);
        case AxisSelection.Positions list ->
            list.positions().stream().mapToLong(Long::longValue).max().orElse(0);
        case AxisSelection.Wrapped wrapped -> wrapped.size() - 1;
      };
    }

    @Override
    public String dimension() {
      return dimension;
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** The same as microseconds since 1970. */
    public long micros(long n) {
      return start + axis.position(n) * step;
    }

    /** The time at the n-th selected position, n from 0. */
    public Instant get(long n) {
      long micros = micros(n);
      return Instant.ofEpochSecond(
          Math.floorDiv(micros, MICROS), 1000L * Math.floorMod(micros, MICROS));
    }
  }

  /** Coordinates that an array gives one by one. */
  final class Listed implements AxisCoordinates {
    private final Axis.Listed listed;
    private final AxisSelection axis;
    private final CoordinateValues values;

    private Listed(Axis.Listed listed, AxisSelection axis) {
      this.listed = listed;
      this.axis = axis;
      this.values = listed.coordinates().values();
    }

    @Override
    public String dimension() {
      return listed.name();
    }

    @Override
    public long count() {
      return axis.count();
    }

    /** Facts about the coordinates. */
    public Coordinates.About about() {
      return listed.coordinates().about();
    }

    /** The coordinates of all positions. */
    public CoordinateValues values() {
      return values;
    }

    /** The place of the n-th selected position among them, n from 0. */
    public int place(long n) {
      return Math.toIntExact(axis.position(n));
    }
  }

  /**
   * The coordinates of a selection, for every axis in order, dropped ones included.
   *
   * @param axes all axes of an array
   * @param selection cells of the array
   * @throws ServiceException {@code value-out-of-range} if a selected time lies more than 290,000
   *     years from 1970; what reading coordinates fails with
   */
  static List<AxisCoordinates> of(List<Axis> axes, Selection selection) {
    List<AxisCoordinates> coordinates = new ArrayList<>();
    for (Axis axis : axes) {
      AxisSelection selected = selection.axes().get(coordinates.size());
      coordinates.add(
          switch (axis) {
            case Axis.Plain plain -> new Positions(plain.name(), selected);
            case Axis.Scaled scaled -> new Values(scaled, selected);
            case Axis.Time time -> new Times(time, selected);
            case Axis.Listed listed -> new Listed(listed, selected);
            case Axis.Labelled labelled ->
                switch (labelled.labels()) {
                  case Labels.Text text -> new TextLabels(labelled.name(), selected, text.values());
                  case Labels.Numbers numbers ->
                      new NumberLabels(labelled.name(), selected, numbers.values());
                };
          });
    }
    return List.copyOf(coordinates);
  }
}
