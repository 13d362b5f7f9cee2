package io.hypertile.zarr.view;

import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.ndarray.ChunkGrid;
import io.hypertile.ndarray.Shape;
import io.hypertile.slice.AxisCoordinates;
import io.hypertile.slice.Selection;
import io.hypertile.text.CfPlaces;
import io.hypertile.text.CfUnit;
import io.hypertile.zarr.ZarrFill;
import io.hypertile.zarr.ZarrType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The coordinates of an axis as an array of one axis, which bears the axis' own name. */
public final class AxisVariable {
  /** Values of a chunk, half a megabyte of numbers. */
  private static final long VALUES = 1 << 16;

  private static final long LABELS = 1 << 12;

  /** Attributes of times that may be given: the others say how their numbers are read. */
  private static final Set<String> OF_TIMES = Set.of("long_name", "comment");

  private AxisVariable() {}

  /**
   * The array; empty for an axis whose positions stand for nothing that is known.
   *
   * @param given attributes of the axis that were given, which go before those that are derived
   */
  public static Optional<Node.Values> of(Axis axis, ObjectNode given) {
    Optional<Node.Values> found = of(axis);
    found.ifPresent(variable -> {
      ObjectNode own = variable.form().attributes();
      given
          .properties()
          .forEach(entry -> {
            if (!(axis instanceof Axis.Time) || OF_TIMES.contains(entry.getKey())) {
              own.set(entry.getKey(), entry.getValue());
            }
          });
    });
    return found;
  }

  private static Optional<Node.Values> of(Axis axis) {
    return switch (axis) {
      case Axis.Plain plain -> Optional.empty();
      // The array that has them is shown itself.
      case Axis.Listed listed -> Optional.empty();
      case Axis.Scaled scaled -> Optional.of(scale(scaled));
      case Axis.Labelled labelled ->
          Optional.of(
              switch (labelled.labels()) {
                case Labels.Text text -> texts(axis, text.values());
                case Labels.Numbers numbers ->
                    floats(axis, object(), at -> numbers.values().get((int) at));
              });
      case Axis.Time time -> CfTimes.of(time).map(times -> times(axis, times));
    };
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static Node.Values scale(Axis.Scaled axis) {
    ObjectNode attributes = object();
    @Nullable String measure = axis.scale().name();
    if (measure != null) {
      attributes.put("long_name", measure);
    }
    for (String name : new String[] {measure, axis.name()}) {
      if (name != null && attributes.get("axis") == null) {
        CfPlaces.of(name).forEach(attributes::put);
      }
    }
    Selection whole = Selection.whole(Shape.of(axis.size()));
    AxisCoordinates.Values values =
        (AxisCoordinates.Values) AxisCoordinates.of(List.of(axis), whole).getFirst();
    return floats(axis, attributes, values::get);
  }

  private static Node.Values times(Axis axis, CfTimes times) {
    ObjectNode attributes =
        object()
            .put("units", times.units())
            .put("calendar", CfUnit.CALENDAR)
            .put("standard_name", "time")
            .put("axis", "T");
    return numbers(axis, ZarrType.Basic.INT64, attributes, 0, times::at);
  }

  private static Node.Values floats(Axis axis, ObjectNode attributes, LongToDoubleFunction values) {
    return numbers(
        axis,
        ZarrType.Basic.FLOAT64,
        attributes,
        Double.doubleToLongBits(Double.NaN),
        at -> Double.doubleToRawLongBits(values.applyAsDouble(at)));
  }

  /** Numbers of 64 bits. */
  private static Node.Values numbers(
      Axis axis, ZarrType type, ObjectNode attributes, long fill, LongUnaryOperator bits) {
    ZarrFill none = new ZarrFill.Cell(cells(1).putLong(fill).array());
    VariableForm form =
        new VariableForm(List.of(axis.name()), grid(axis, VALUES), type, none, attributes);
    return new Node.Values(
        form,
        number -> {
          long length = form.grid().chunkShape().length(0);
          ByteBuffer chunk = cells(length);
          for (long at = number * length; at < (number + 1) * length; at++) {
            chunk.putLong(at < axis.size() ? bits.applyAsLong(at) : fill);
          }
          return chunk.array();
        });
  }

  private static ByteBuffer cells(long count) {
    return ByteBuffer.allocate(Math.toIntExact(count * Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Texts: their number, then the length and the bytes of each. */
  private static Node.Values texts(Axis axis, List<String> labels) {
    VariableForm form =
        new VariableForm(
            List.of(axis.name()),
            grid(axis, LABELS),
            new ZarrType.Text(),
            new ZarrFill.Text(""),
            object());
    return new Node.Values(
        form,
        number -> {
          int length = (int) form.grid().chunkShape().length(0);
          List<byte[]> texts = new ArrayList<>(length);
          int bytes = Integer.BYTES;
          for (long at = number * length; at < (number + 1) * length; at++) {
            String label = at < labels.size() ? labels.get((int) at) : "";
            texts.add(label.getBytes(StandardCharsets.UTF_8));
            bytes += Integer.BYTES + texts.getLast().length;
          }
          ByteBuffer chunk = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
          chunk.putInt(length);
          texts.forEach(text -> chunk.putInt(text.length).put(text));
          return chunk.array();
        });
  }

  private static ChunkGrid grid(Axis axis, long most) {
    return new ChunkGrid(Shape.of(axis.size()), Shape.of(Math.min(most, axis.size())));
  }
}
