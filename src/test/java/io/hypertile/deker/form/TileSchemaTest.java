package io.hypertile.deker.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.ArrayId;
import io.hypertile.schema.ArraysSchema.ArraySchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.AttributeValue.TimeValue;
import io.hypertile.schema.Attributes;
import io.hypertile.schema.Dimension;
import io.hypertile.schema.Dimension.TimeStart;
import io.hypertile.schema.TileGrid;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileSchemaTest {
  private static final Instant FIXED = Instant.parse("2020-01-01T00:00:00Z");
  private static final ArrayId PARENT = new ArrayId("76199be7-d070-41ee-89c5-da3d448ee61a");
  private static final ArrayId TILE = new ArrayId("831e7390-1412-4722-b88f-12923267a218");

  private static final VArraySchema SCHEMA =
      new VArraySchema(
          DType.INT16,
          FillValue.defaultOf(DType.INT16),
          List.of(
              new Dimension.Time("t", 4, new TimeStart.OfAttribute("run"), Duration.ofHours(6)),
              new Dimension.Time("u", 2, new TimeStart.Fixed(FIXED), Duration.ofDays(1)),
              new Dimension.Scaled("x", 6, new Scale(0, 2.5, null)),
              new Dimension.Labelled("v", 2, new Labels.Text(List.of("u", "w"))),
              new Dimension.Plain("p", 3)),
          List.of(
              new AttributeSchema("run", AttributeType.Plain.DATETIME, true),
              new AttributeSchema("txt", AttributeType.Plain.STRING, false)),
          new TileGrid(Shape.of(2, 1, 3, 2, 1)));

  private static ArrayHeader parent(@Nullable String run) {
    Map<String, @Nullable AttributeValue> primary = new LinkedHashMap<>();
    primary.put("run", run == null ? null : new TimeValue(Instant.parse(run)));
    return new ArrayHeader(PARENT, Attributes.of(primary), Attributes.none());
  }

  @Test
  void schemaOfTilesHasTheirShapeAndNoLabelsOrScales() {
    assertThat(TileSchema.of(SCHEMA))
        .isEqualTo(
            new ArraySchema(
                DType.INT16,
                SCHEMA.fillValue(),
                List.of(
                    new Dimension.Time(
                        "t", 2, new TimeStart.OfAttribute("parent.run"), Duration.ofHours(6)),
                    new Dimension.Time("u", 2, new TimeStart.Fixed(FIXED), Duration.ofDays(1)),
                    new Dimension.Plain("x", 2),
                    new Dimension.Plain("v", 1),
                    new Dimension.Plain("p", 3)),
                List.of(
                    new AttributeSchema("vid", AttributeType.Plain.STRING, true),
                    new AttributeSchema("v_position", AttributeType.Plain.TUPLE, true),
                    new AttributeSchema("parent.run", AttributeType.Plain.DATETIME, false))));
  }

  /** The text of a fixture's tile, with this schema's five axes. */
  @Test
  void headerIsWrittenAsDekerWritesIt() {
    ArrayHeader tile =
        TileSchema.header(SCHEMA, parent("2024-03-01T00:00:00Z"), new long[] {1, 0, 2, 1, 0}, TILE);
    assertThat(MetaJson.write(tile))
        .isEqualTo(
            "{\"id\": \"831e7390-1412-4722-b88f-12923267a218\", \"primary_attributes\": {\"vid\":"
                + " \"76199be7-d070-41ee-89c5-da3d448ee61a\", \"v_position\": [1, 0, 2, 1, 0]},"
                + " \"custom_attributes\": {\"parent.run\": \"2024-03-01T06:00:00+00:00\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      value = {"null, 1", "9999-12-31T23:00:00Z, 1", "9999-12-31T23:00:00Z, 9223372036854775807"},
      nullValues = "null")
  void headerWhenTheStartCannotBeWrittenHasNone(@Nullable String run, long position) {
    ArrayHeader tile =
        TileSchema.header(SCHEMA, parent(run), new long[] {position, 0, 0, 0, 0}, TILE);
    assertThat(tile.custom().asMap()).containsEntry("parent.run", null);
  }
}
