package io.hypertile.partition.expression;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.CellReader;
import io.hypertile.array.Version;
import io.hypertile.ndarray.CellBlock;
import io.hypertile.ndarray.CellTimeUnit;
import io.hypertile.ndarray.CellType;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Region;
import io.hypertile.ndarray.RegionCopy;
import io.hypertile.ndarray.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Arrays in memory that expressions are made of; the dimension {@code n} has no known length. */
final class ExpressionFixture implements ExpressionNames {
  private static final Pattern TIME = Pattern.compile("(datetime|timedelta)64\\[(\\d*)(\\w+)]");

  private final Map<String, ExpressionVariable> variables = new LinkedHashMap<>();
  private final Map<String, byte[]> cells = new LinkedHashMap<>();
  private final Map<String, Long> lengths = new LinkedHashMap<>();
  private long mostCells;

  static ExpressionFixture of(JsonNode document) {
    ExpressionFixture fixture = new ExpressionFixture();
    document
        .get("lengths")
        .properties()
        .forEach(each -> fixture.lengths.put(each.getKey(), each.getValue().asLong()));
    for (JsonNode each : document.get("variables")) {
      CellType type = type(each.get("type").asString());
      String name = each.get("name").asString();
      Optional<FillValue> nulls =
          each.get("fill").isNull()
              ? Optional.empty()
              : Optional.of(FillValue.of(type, bytes(each.get("fill"))));
      List<NamedAxis> axes = new ArrayList<>();
      each.get("axes").forEach(axis -> axes.add(fixture.axis(axis.asString())));
      fixture.variables.put(name, new ExpressionVariable(name, type, axes, nulls));
      fixture.cells.put(name, bytes(each.get("cells")));
    }
    return fixture;
  }

  static byte[] bytes(JsonNode hex) {
    return HexFormat.of().parseHex(hex.asString());
  }

  NamedAxis axis(String name) {
    long length = lengths.get(name);
    return new NamedAxis(name, name.equals("n") ? OptionalLong.empty() : OptionalLong.of(length));
  }

  long unknown() {
    return lengths.get("n");
  }

  /** Most cells that were read at a time. */
  long mostCells() {
    return mostCells;
  }

  static CellType type(String name) {
    Matcher time = TIME.matcher(name);
    if (time.matches()) {
      CellTimeUnit unit = CellTimeUnit.of(time.group(3)).orElseThrow();
      int steps = time.group(2).isEmpty() ? 1 : Integer.parseInt(time.group(2));
      return time.group(1).equals("datetime")
          ? new CellType.TimePoint(unit, steps)
          : new CellType.TimeSpan(unit, steps);
    }
    return name.equals("bool") ? new CellType.Truth() : DType.byNumpyName(name).orElseThrow();
  }

  @Override
  public Optional<ExpressionVariable> find(String name) {
    return Optional.ofNullable(variables.get(name));
  }

  @Override
  public Collection<String> names() {
    return variables.keySet();
  }

  /** Cells of a box of an expression. */
  byte[] read(Expression expression, Region box) {
    try (Evaluation evaluation = new Evaluation(List.of(expression), this::open, unknown())) {
      return read(evaluation, expression, box);
    }
  }

  byte[] read(Expression expression) {
    try (Evaluation evaluation = new Evaluation(List.of(expression), this::open, unknown())) {
      return read(evaluation, expression, evaluation.whole(expression));
    }
  }

  private static byte[] read(Evaluation evaluation, Expression expression, Region box) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(box.cells() * expression.type().size(), 8);
      evaluation.read(expression, box, target);
      return target.toArray(ValueLayout.JAVA_BYTE);
    }
  }

  CellReader open(ExpressionVariable variable) {
    List<Axis> axes =
        variable.axes().stream()
            .<Axis>map(axis -> new Axis.Plain(axis.name(), lengths.get(axis.name())))
            .toList();
    FillValue fill =
        variable.nulls().orElse(FillValue.of(variable.type(), new byte[variable.type().size()]));
    return new Memory(new ArraySpec(variable.type(), fill, axes), cells.get(variable.path()));
  }

  /** Reads an array in memory. */
  private final class Memory implements CellReader {
    private final ArraySpec spec;
    private final byte[] all;

    Memory(ArraySpec spec, byte[] all) {
      this.spec = spec;
      this.all = all;
    }

    @Override
    public ArraySpec spec() {
      return spec;
    }

    @Override
    public Version version() {
      return new Version("1");
    }

    @Override
    public Optional<Shape> chunkShape() {
      return Optional.empty();
    }

    @Override
    public void read(Region region, CellBlock target) {
      mostCells = Math.max(mostCells, region.cells());
      RegionCopy.copy(
          MemorySegment.ofArray(all),
          spec.shape(),
          region,
          target.cells(),
          region.shape(),
          new long[region.rank()],
          spec.dtype().size());
    }

    @Override
    public void close() {}
  }
}
