package io.hypertile.partition.imports;

import io.hypertile.cf.CfCalendar;
import io.hypertile.cf.CfUnits;
import io.hypertile.encode.ArrayFormat;
import io.hypertile.encode.Casting;
import io.hypertile.encode.DecodeOptions;
import io.hypertile.encode.NpyFormat;
import io.hypertile.encode.WriteTarget;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.error.TooLarge;
import io.hypertile.ndarray.CellSource;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.partition.body.RowReceiver;
import io.hypertile.partition.schema.GroupSchema.Placed;
import io.hypertile.partition.schema.VariableFill;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Cells of variables as files of other programs have them: numbers that stand for times become
 * times, times of one unit those of another, everything else is converted as far as the client
 * asked for it. For one body, and one thread.
 */
final class ForeignCells {
  private final ArrayFormat npy;
  private final RowReceiver rows;
  private final long limit;
  private long taken;

  /**
   * Cells of a body.
   *
   * @param npy converts cells
   * @param rows takes them
   * @param limit most bytes of all cells, as the file has them
   */
  ForeignCells(ArrayFormat npy, RowReceiver rows, long limit) {
    this.npy = npy;
    this.rows = rows;
    this.limit = limit;
  }

  /**
   * Cells of a variable of a file.
   *
   * @param type of the cells as they are given
   * @param cells closed by the caller
   */
  record Given(CellType type, Shape shape, Meaning meaning, CellSource cells) {
    /** The same cells as those of another type, which stand for themselves. */
    Given as(CellType other, CellSource converted) {
      return new Given(other, shape, Meaning.NONE, converted);
    }
  }

  /**
   * Attributes of a variable of a file that tell the meaning of its numbers.
   *
   * @param units by the CF conventions, where there are some
   * @param calendar the same
   * @param fill the value of cells that nobody wrote, where the file declares one
   * @param packing where numbers stand for others
   */
  record Meaning(
      Optional<String> units,
      Optional<String> calendar,
      Optional<FillValue> fill,
      Optional<Packing> packing) {
    /** Cells that stand for themselves. */
    static final Meaning NONE =
        new Meaning(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Checks the size of a variable before a cell of it is read.
   *
   * @throws ServiceException {@code body-too-large}
   */
  void requireWithin(CellType type, Shape shape) {
    double bytes = type.isAnyLength() ? Integer.BYTES : type.size();
    for (long length : shape.toArray()) {
      bytes *= length;
    }
    TooLarge.requireBody(
        bytes + taken > limit ? Long.MAX_VALUE : 0,
        limit,
        most -> "The cells of a body have at most %d bytes; send several.".formatted(most));
    taken += (long) bytes;
  }

  /**
   * Takes the cells of a variable.
   *
   * @throws ServiceException {@code value-out-of-range}, {@code shape-mismatch} with the member
   *     {@code variable}; what the cells throw
   */
  void take(Placed placed, Given given) throws IOException {
    CellType wanted = placed.variable().dtype();
    try {
      Given read = times(texts(unpacked(placed, given), wanted), wanted);
      if (read.type().equals(wanted)) {
        rows.take(placed, wanted, read.shape(), filled(placed, read));
      } else {
        convert(placed, read, wanted);
      }
    } catch (ServiceException e) {
      throw of(placed, e);
    }
  }

  /** A failure of a variable, with its path unless that is told already. */
  static ServiceException of(Placed placed, ServiceException failure) {
    return failure.members().containsKey("variable")
        ? failure
        : failure.with("variable", placed.path());
  }

  /**
   * Floats, or numbers of times, that packed numbers stand for. Those of a variable that is packed
   * in the same way in the collection stay as they are.
   */
  private static Given unpacked(Placed placed, Given given) {
    Optional<Packing> packing =
        given
            .meaning()
            .packing()
            .filter(
                each -> Packing.of(placed.variable().attributes()).filter(each::isLike).isEmpty());
    if (packing.isEmpty()) {
      return given;
    }
    CellType wanted = placed.variable().dtype();
    DType floats =
        switch (wanted) {
          case DType number when UnpackedCells.isMade(number) -> number;
          case CellType.TimePoint _, CellType.TimeSpan _ -> DType.FLOAT64;
          default -> throw Packing.refusal(placed.path(), wanted.numpyName());
        };
    if (!(given.type() instanceof DType number) || !UnpackedCells.isTaken(number)) {
      throw Packing.refusal(placed.path(), wanted.numpyName());
    }
    FillValue none =
        wanted.equals(floats)
            ? VariableFill.declared(placed.variable()).orElse(FillValue.defaultOf(floats))
            : FillValue.defaultOf(floats);
    Meaning meaning = given.meaning();
    Packing whole =
        meaning
            .fill()
            .map(fill -> packing.get().without(UnpackedCells.number(fill)))
            .orElse(packing.get());
    return new Given(
        floats,
        given.shape(),
        new Meaning(meaning.units(), meaning.calendar(), Optional.empty(), Optional.empty()),
        new UnpackedCells(given.cells(), number, whole, none));
  }

  /** The cells with the variable's fill value in place of the file's. */
  private static CellSource filled(Placed placed, Given given) {
    Optional<FillValue> own = VariableFill.declared(placed.variable());
    Optional<FillValue> absent = given.meaning().fill();
    boolean isOther = own.isPresent() && absent.isPresent() && !own.equals(absent);
    return isOther
        ? new FilledCells(given.cells(), absent.orElseThrow(), own.orElseThrow())
        : given.cells();
  }

  /** Whether cells of a type can be converted to another at all. */
  private static boolean isConvertible(CellType given, CellType wanted) {
    return switch (wanted) {
      case DType ignored -> given instanceof DType;
      case CellType.TimePoint ignored -> given instanceof CellType.TimePoint;
      case CellType.TimeSpan ignored -> given instanceof CellType.TimeSpan;
      case CellType.FixedText _, CellType.FixedBytes _ -> isText(given);
      default -> false;
    };
  }

  private static boolean isText(CellType type) {
    return type instanceof CellType.FixedText || type instanceof CellType.FixedBytes;
  }

  private void convert(Placed placed, Given given, CellType wanted) throws IOException {
    if (!isConvertible(given.type(), wanted)) {
      throw new ServiceException(
          ErrorCode.VALUE_OUT_OF_RANGE,
          "The variable \"%s\" has cells of type %s, and the body has %s; nothing was changed."
              .formatted(placed.path(), wanted.numpyName(), given.type().numpyName()),
          Map.of("expected_dtype", wanted.numpyName(), "found_dtype", given.type().numpyName()),
          null);
    }
    boolean isTime = wanted instanceof CellType.TimePoint || wanted instanceof CellType.TimeSpan;
    DecodeOptions options =
        new DecodeOptions(
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            isTime ? Casting.FITTING : rows.casting());
    Optional<FillValue> own = VariableFill.declared(placed.variable());
    Optional<FillValue> absent =
        given.meaning().fill().filter(fill -> own.isPresent() && fill.dtype().equals(given.type()));
    FillMarks marks = new FillMarks();
    CellSource source =
        absent.map(fill -> marks.before(given.cells(), fill)).orElseGet(given::cells);
    byte[] head = NpyFormat.header(given.type(), given.shape());
    try (InputStream body =
            new SequenceInputStream(new ByteArrayInputStream(head), new SourceInput(source));
        CellSource cells = npy.decoder(body, WriteTarget.of(wanted, given.shape()), options)) {
      CellSource made = absent.isPresent() ? marks.after(cells, own.orElseThrow()) : cells;
      rows.take(placed, wanted, given.shape(), made);
    }
  }

  /** Texts of any length in the size that the variable has. */
  private static Given texts(Given given, CellType wanted) {
    return isText(wanted) && given.type() instanceof CellType.Text
        ? given.as(wanted, new SizedTexts(given.cells(), wanted))
        : given;
  }

  /** Numbers that stand for times, as times. */
  private static Given times(Given given, CellType wanted) {
    if (given.meaning().units().isEmpty()
        || !(given.type() instanceof DType number)
        || !CfTimeCells.isTaken(number)) {
      return given;
    }
    return switch (wanted) {
      case CellType.TimeSpan span ->
          CfTimeCells.step(span.unit(), span.steps())
              .flatMap(step -> spans(given).map(units -> timed(given, number, units, step, span)))
              .orElse(given);
      case CellType.TimePoint time ->
          CfTimeCells.step(time.unit(), time.steps())
              .flatMap(step -> points(given).map(units -> timed(given, number, units, step, time)))
              .orElse(given);
      default -> given;
    };
  }

  private static Given timed(Given given, DType number, CfUnits units, long step, CellType wanted) {
    return given.as(
        wanted, new CfTimeCells(given.cells(), number, given.meaning().fill(), units, step));
  }

  private static Optional<CfUnits> points(Given given) {
    CfUnits.Reading reading =
        CfUnits.read(
            given.meaning().units().orElseThrow(), given.meaning().calendar().orElse(null));
    return switch (reading) {
      case CfUnits.Reading.Times(CfUnits units) when units.calendar().isReal() ->
          Optional.of(units);
      case CfUnits.Reading.Times(CfUnits units) ->
          throw untold(
              "its calendar \"%s\" has days that there are not".formatted(units.calendar().text()));
      case CfUnits.Reading.Numbers() -> Optional.empty();
      case CfUnits.Reading.Refused(String reason) -> throw untold(reason);
    };
  }

  private static ServiceException untold(String reason) {
    return new ServiceException(
        ErrorCode.VALUE_OUT_OF_RANGE,
        "The numbers of the body stand for no times of the variable: %s; nothing was changed."
            .formatted(reason),
        Map.of(),
        null);
  }

  /** Lengths of time are times since nothing. */
  private static Optional<CfUnits> spans(Given given) {
    for (CellTimeUnit unit : CellTimeUnit.values()) {
      String name = unit.name().toLowerCase(Locale.ROOT);
      if (given.meaning().units().filter(name::equals).isPresent()) {
        return CfTimeCells.step(unit, 1)
            .map(length -> new CfUnits(CfCalendar.STANDARD, length, 0, 0));
      }
    }
    return Optional.empty();
  }
}
