package io.hypertile.partition.web;

import io.hypertile.array.Precondition;
import io.hypertile.cells.web.SubsetRequests;
import io.hypertile.encode.Casting;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.http.QueryParameters;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.partition.InsertRule;
import io.hypertile.partition.MergeStrategy;
import io.hypertile.partition.schema.PartitionedForm;
import io.hypertile.partition.schema.VariableSchema;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Parameters of inserts (zcollection-rules.md 48 to 64). */
final class InsertQuery {
  private static final String MERGE = "merge";
  private static final String TOLERANCE = "tolerance";
  private static final String OVERWRITE = "overwrite";

  /** The name of the parameter for the conversion of cells. */
  static final String CAST = "cast";

  private static final String AFTER = "answer_after";
  private static final String WITHIN = "upsert_within";

  /** The name of the parameter for the format of the body. */
  static final String FORMAT = "format";

  /** The names of the parameters. */
  static final List<String> NAMES = List.of(MERGE, TOLERANCE, OVERWRITE, CAST, FORMAT, AFTER);

  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

  private InsertQuery() {}

  /**
   * The rule that a query asks for.
   *
   * @throws ServiceException {@code invalid-request} with {@code parameter}
   */
  static InsertRule rule(QueryParameters query, PartitionedForm form, Precondition condition) {
    boolean isOverwriting = query.isTrueOrAbsent(OVERWRITE);
    boolean isEarly = query.choose(AFTER, QueryParameters.choices("files", false, "log", true));
    return new InsertRule(merge(query, form), isOverwriting, condition, isEarly);
  }

  /** The casting of cells whose type the body says: none unless it is asked for. */
  static Casting casting(QueryParameters query) {
    return SubsetRequests.casting(Casting.EXACT, query);
  }

  private static MergeStrategy merge(QueryParameters query, PartitionedForm form) {
    Map<String, Optional<MergeStrategy>> choices = new LinkedHashMap<>();
    for (String name : List.of("replace", "concat", "time_series", "upsert")) {
      choices.put(name, MergeStrategy.byName(name));
    }
    choices.put(WITHIN, Optional.empty());
    Optional<MergeStrategy> plain = query.choose(MERGE, choices);
    Optional<String> tolerance = query.find(TOLERANCE);
    if (plain.isPresent() && tolerance.isPresent()) {
      throw fault("A tolerance is for merge=%s; leave it out, or ask for that.".formatted(WITHIN));
    }
    if (plain.isPresent()) {
      return plain.get();
    }
    return new MergeStrategy.UpsertWithin(
        tolerance(
            tolerance.orElseThrow(
                () -> fault("Say with tolerance how near a new row must be to replace one.")),
            axis(form)));
  }

  private static Optional<CellType> axis(PartitionedForm form) {
    return form.root().variables().stream()
        .filter(variable -> variable.name().equals(form.axis()))
        .map(VariableSchema::dtype)
        .findFirst();
  }

  /** The number of a text, or of a duration in the unit of the axis (zcollection-rules.md 60). */
  private static double tolerance(String text, Optional<CellType> axis) {
    double found;
    try {
      found = text.startsWith("P") ? duration(text, axis) : Double.parseDouble(text);
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw fault("A tolerance is a number in the unit of the axis, or a duration such as PT30S.");
    }
    if (!(found >= 0)) {
      throw fault("A tolerance is a number of 0 or more.");
    }
    return found;
  }

  private static double duration(String text, Optional<CellType> axis) {
    Duration duration = Duration.parse(text);
    BigDecimal nanos =
        BigDecimal.valueOf(duration.getSeconds())
            .multiply(NANOS)
            .add(BigDecimal.valueOf(duration.getNano()));
    return switch (axis.orElse(null)) {
      case CellType.TimePoint time -> steps(nanos, time.unit(), time.steps());
      case CellType.TimeSpan time -> steps(nanos, time.unit(), time.steps());
      case null, default -> throw fault("The axis has no times; give the tolerance as a number.");
    };
  }

  private static double steps(BigDecimal nanos, CellTimeUnit unit, int steps) {
    if (!unit.isConvertible(CellTimeUnit.NANOSECONDS)) {
      throw uneven();
    }
    double inUnit =
        unit.compareTo(CellTimeUnit.NANOSECONDS) > 0
            ? nanos.doubleValue() * CellTimeUnit.NANOSECONDS.parts(unit)
            : nanos.doubleValue() / unit.parts(CellTimeUnit.NANOSECONDS);
    return inUnit / steps;
  }

  private static ServiceException uneven() {
    return fault(
        "Times along the axis are months or years, which have no one length; give the tolerance"
            + " as a number of them.");
  }

  private static ServiceException fault(String detail) {
    return new ServiceException(
        ErrorCode.INVALID_REQUEST, detail, Map.of("parameter", TOLERANCE), null);
  }
}
