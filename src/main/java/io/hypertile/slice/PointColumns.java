package io.hypertile.slice;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.coordinate.CoordinateKind;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.slice.Selection.AxisSelection;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.text.Quoting;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Binds columns of terms, one term for each point, to the axes of one array. A term means what it
 * does by name: under {@link Reading#SEL} a value where the axis has values, under {@link
 * Reading#ISEL} a position. Whatever is wrong is {@code invalid-slice} with the members {@code
 * dimension} and, of a term, {@code point}, counted from 0. Used by one thread.
 */
public final class PointColumns {
  /** Most points. */
  public static final int MAX_POINTS = 1_000_000;

  private static final int FIRST_ROOM = 64;

  private final List<Axis> axes;
  private final Lookup lookup;
  private final Map<Integer, Column> columns = new HashMap<>();

  /**
   * Columns of an array without any terms yet.
   *
   * @param axes the array's axes
   * @param lookup how values are looked up
   */
  public PointColumns(List<Axis> axes, Lookup lookup) {
    this.axes = axes;
    this.lookup = lookup;
  }

  /**
   * Begins a column.
   *
   * @param name name of a dimension or of its scale; one that begins with {@code isel.} and names
   *     no axis has positions, one with {@code sel.} the values of the rest of the name
   * @throws ServiceException {@code invalid-slice} if no axis has the name or it has a column
   */
  public Column column(String name) {
    Reading reading = Reading.SEL;
    String meant = name;
    boolean known = axes.stream().anyMatch(axis -> axis.name().equals(name));
    for (Reading each : List.of(Reading.SEL, Reading.ISEL)) {
      if (!known && name.startsWith(each.text() + ".")) {
        reading = each;
        meant = name.substring(each.text().length() + 1);
      }
    }
    int axis = require(meant);
    Column column = new Column(axis, meant, reading);
    Column first = columns.putIfAbsent(axis, column);
    if (first != null) {
      throw fault(
          axes.get(axis).name(),
          "Dimension "
              + Quoting.quoted(axes.get(axis).name())
              + " has two columns, "
              + Quoting.quoted(first.name)
              + " and "
              + Quoting.quoted(name)
              + "; give one of them.");
    }
    return column;
  }

  private int require(String name) {
    try {
      return new AxisNames(axes).require(name, 1);
    } catch (ServiceException e) {
      throw without(e, e.detail());
    }
  }

  /** The same failure with another sentence, and no place in a text that the client never wrote. */
  private static ServiceException without(ServiceException failure, String detail) {
    Map<String, Object> members = new LinkedHashMap<>(failure.members());
    members.remove("column");
    return new ServiceException(failure.code(), detail, members, failure);
  }

  private static ServiceException fault(String dimension, String detail) {
    return new ServiceException(
        ErrorCode.INVALID_SLICE, detail, Map.of("dimension", dimension), null);
  }

  /** The positions on one axis, one for each point. */
  public final class Column {
    private final int axis;
    private final String name;
    private final WholeNumbers numbers;
    private final AxisResolver resolver;
    private long[] positions = new long[FIRST_ROOM];
    private final boolean isText;
    private int count;

    private Column(int at, String name, Reading reading) {
      Axis axis = axes.get(at);
      this.axis = at;
      this.name = name;
      this.numbers = new WholeNumbers(axis, reading, lookup);
      this.resolver = new AxisResolver(axis, reading, () -> SliceResolver.axisLookup(axis, lookup));
      this.isText = reading == Reading.SEL && hasTexts(axis);
    }

    private static boolean hasTexts(Axis axis) {
      return switch (axis) {
        case Axis.Labelled labelled -> labelled.labels() instanceof Labels.Text;
        case Axis.Listed listed ->
            listed.coordinates().about().kind() instanceof CoordinateKind.Texts;
        case Axis.Plain ignored -> false;
        case Axis.Scaled ignored -> false;
        case Axis.Time ignored -> false;
      };
    }

    /** Whether its values are labels that are texts, whatever they look like. */
    public boolean isText() {
      return isText;
    }

    /** The name that it was begun with. */
    public String name() {
      return name;
    }

    /** Number of points so far. */
    public int count() {
      return count;
    }

    /**
     * Adds the next point.
     *
     * @throws ServiceException {@code invalid-slice} with {@code point} if the term stands for no
     *     position, {@code result-too-large} if there are too many
     */
    public void add(Term term) {
      TooLarge.requireResult(
          count + 1L,
          MAX_POINTS,
          "At most " + MAX_POINTS + " points are taken; ask for the others by themselves.");
      long position;
      try {
        position =
            resolver.resolve(numbers.read(term)) instanceof AxisSelection.Index index
                ? index.at()
                : 0;
      } catch (ServiceException e) {
        throw without(e, place() + e.detail()).with("point", count);
      }
      if (count == positions.length) {
        positions = Arrays.copyOf(positions, 2 * count);
      }
      positions[count++] = position;
    }

    /** The failure of a value that is no term. */
    public ServiceException refused(String reason) {
      return fault(axes.get(axis).name(), place() + reason).with("point", count);
    }

    private String place() {
      return "Point " + count + ", column " + Quoting.quoted(name) + ": ";
    }

    private PointSelection.Column done() {
      return new PointSelection.Column(axis, name, Arrays.copyOf(positions, count));
    }
  }

  /**
   * The points that were added.
   *
   * @param others what is taken on each axis; all of it on axes with a column
   * @throws ServiceException {@code invalid-slice} if there are no points, columns differ in length
   *     or an axis with a column is selected as well
   */
  public PointSelection select(Selection others) {
    if (axes.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_SLICE,
          "The array has one cell and no dimensions along which points could lie; read it without"
              + " points.");
    }
    if (columns.isEmpty()) {
      throw new ServiceException(
          ErrorCode.INVALID_SLICE,
          "Points need a column by the name of a dimension or its scale, such as "
              + Quoting.quoted(axes.getFirst().name())
              + ".");
    }
    Column first = columns.values().iterator().next();
    List<PointSelection.Column> done = new ArrayList<>();
    for (Column column : columns.values()) {
      String dimension = axes.get(column.axis).name();
      if (column.count != first.count) {
        throw fault(
            dimension,
            "Column %s has %d points and column %s has %d; all have one for each point."
                .formatted(
                    Quoting.quoted(first.name),
                    first.count,
                    Quoting.quoted(column.name),
                    column.count));
      }
      if (column.count == 0) {
        throw fault(dimension, "There are no points; give at least one.");
      }
      requireWhole(others, column.axis);
      done.add(column.done());
    }
    return new PointSelection(others, done);
  }

  private void requireWhole(Selection others, int axis) {
    AxisSelection whole = new AxisSelection.Range(0, axes.get(axis).size(), 1);
    if (!others.axes().get(axis).equals(whole)) {
      String name = Quoting.quoted(axes.get(axis).name());
      throw fault(
          axes.get(axis).name(),
          "Dimension "
              + name
              + " is selected by the query and by a column of the points; leave one of them out.");
    }
  }
}
