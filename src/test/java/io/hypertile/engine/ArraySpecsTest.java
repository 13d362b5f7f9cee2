package io.hypertile.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.ArraySpec;
import io.hypertile.array.Axis;
import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.TimeStart;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Axes as arrays have them, bound to their attributes. */
class ArraySpecsTest {
  private static final Instant START = Instant.parse("2023-01-03T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Labels KINDS = new Labels.Text(List.of("low", "high"));
  private static final Scale LAT = new Scale(90.0, -1.0, "lat");

  private static final ArraysSchema SCHEMA =
      new ArraysSchema.ArraySchema(
          DType.INT16,
          FillValue.defaultOf(DType.INT16),
          List.of(
              new Dimension.Time("hours", 24, new TimeStart.OfAttribute("dt"), HOUR),
              new Dimension.Time("days", 3, new TimeStart.Fixed(START), Duration.ofDays(1)),
              new Dimension.Scaled("y", 181, LAT),
              new Dimension.Labelled("kind", 2, KINDS),
              new Dimension.Plain("n", 5)),
          List.of(new AttributeSchema("dt", AttributeType.Plain.DATETIME, true)));

  private static final Attributes DT =
      Attributes.of(Map.of("dt", new AttributeValue.TimeValue(START)));

  private static ArrayHeader header(Attributes primary, Attributes custom) {
    return new ArrayHeader(new ArrayId("9a8b7c6d-0000-4000-8000-000000000001"), primary, custom);
  }

  private static Axis.Start start(ArrayHeader header) {
    return ((Axis.Time) ArraySpecs.of(SCHEMA, header).axes().getFirst()).start();
  }

  @Test
  void specHasTheSchemasFormAndAxesBoundToTheAttributes() {
    ArraySpec spec = ArraySpecs.of(SCHEMA, header(DT, Attributes.none()));
    assertThat(spec.dtype()).isEqualTo(DType.INT16);
    assertThat(spec.fill()).isEqualTo(FillValue.defaultOf(DType.INT16));
    assertThat(spec.shape()).isEqualTo(Shape.of(24, 3, 181, 2, 5));
    assertThat(spec.axes())
        .containsExactly(
            new Axis.Time("hours", 24, new Axis.Start.At(START), HOUR),
            new Axis.Time("days", 3, new Axis.Start.At(START), Duration.ofDays(1)),
            new Axis.Scaled("y", 181, LAT),
            new Axis.Labelled("kind", 2, KINDS),
            new Axis.Plain("n", 5));
  }

  @Test
  void startIsFoundInACustomAttributeToo() {
    assertThat(start(header(Attributes.none(), DT))).isEqualTo(new Axis.Start.At(START));
  }

  @Test
  void startOfAnArrayWithoutTheAttributeIsMissing() {
    assertThat(start(header(Attributes.none(), Attributes.none())))
        .isEqualTo(
            new Axis.Start.Missing(
                "Array 9a8b7c6d-0000-4000-8000-000000000001 has no time in attribute dt."));
  }

  @Test
  void startOfAnAttributeThatIsNoTimeIsMissing() {
    Attributes text = Attributes.of(Map.of("dt", new AttributeValue.TextValue("2023-01-03")));
    assertThat(start(header(text, Attributes.none()))).isInstanceOf(Axis.Start.Missing.class);
  }

  @Test
  void axesOfASchemaHaveTheStartsThatAllArraysShare() {
    List<Axis> axes = ArraySpecs.axes(SCHEMA);
    assertThat(((Axis.Time) axes.get(0)).start()).isInstanceOf(Axis.Start.Missing.class);
    assertThat(((Axis.Time) axes.get(1)).start()).isEqualTo(new Axis.Start.At(START));
  }
}
