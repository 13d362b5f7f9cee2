package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.array.Labels;
import io.hypertile.array.Scale;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.Shape;
import io.hypertile.schema.ArraysSchema;
import io.hypertile.schema.ArraysSchema.VArraySchema;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.Collection;
import io.hypertile.schema.Dimension.Labelled;
import io.hypertile.schema.Dimension.Scaled;
import io.hypertile.schema.Dimension.Time;
import io.hypertile.schema.Dimension.TimeStart;
import io.hypertile.schema.StorageOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaJsonTest {
  private static final String WEATHER =
      """
      {"name": "weather", "kind": "array", "dtype": "float64", "fill_value": null,
       "dimensions": [
         {"name": "day_hours", "type": "time", "size": 24, "start_value": "$dt", "step": "PT1H"},
         {"name": "y", "size": 181, "scale": {"start_value": 90.0, "step": -1.0, "name": "lat"}},
         {"name": "x", "size": 360, "scale": {"start_value": -180, "step": 1, "name": "lon"}},
         {"name": "weather", "size": 2, "labels": ["temperature", "humidity"]}],
       "attributes": [{"name": "dt", "dtype": "datetime", "primary": true},
                      {"name": "tm", "dtype": "int"}],
       "options": {"chunks": [1, 181, 360, 1], "compression": {"codec": "gzip", "level": 4}}}
      """;

  private static final String PLAIN =
      "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 'x', 'size': 4}]}";

  @Test
  void theDocumentOfTheInterfaceIsReadWhole() {
    Collection collection = TestTexts.collection(WEATHER);
    ArraysSchema schema = collection.arrays();
    assertThat(schema.shape()).isEqualTo(Shape.of(24, 181, 360, 2));
    assertThat(schema.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(schema.dimensions())
        .containsExactly(
            new Time("day_hours", 24, new TimeStart.OfAttribute("dt"), Duration.ofHours(1)),
            new Scaled("y", 181, new Scale(90, -1, "lat")),
            new Scaled("x", 360, new Scale(-180, 1, "lon")),
            new Labelled("weather", 2, new Labels.Text(List.of("temperature", "humidity"))));
    assertThat(schema.attributes())
        .containsExactly(
            new AttributeSchema("dt", AttributeType.Plain.DATETIME, true),
            new AttributeSchema("tm", AttributeType.Plain.INT, false));
    assertThat(collection.storage())
        .isEqualTo(
            new StorageOptions(
                new StorageOptions.Chunks.Manual(Shape.of(1, 181, 360, 1)),
                new StorageOptions.Compression.Gzip(4)));
  }

  @Test
  void theDocumentIsWrittenInTheFormItIsReadIn() {
    Collection collection = TestTexts.collection(WEATHER);
    assertThat(SchemaJson.toJson(collection).toString())
        .isEqualTo(
            "{'name':'weather','kind':'array','dtype':'float64','fill_value':'NaN','dimensions':["
                    .replace('\'', '"')
                + """
                {"name":"day_hours","type":"time","size":24,"start_value":"$dt","step":"PT1H"},\
                {"name":"y","type":"generic","size":181,"scale":{"start_value":90.0,"step":-1.0,"name":"lat"}},\
                {"name":"x","type":"generic","size":360,"scale":{"start_value":-180.0,"step":1.0,"name":"lon"}},\
                {"name":"weather","type":"generic","size":2,"labels":["temperature","humidity"]}],\
                "attributes":[{"name":"dt","dtype":"datetime","primary":true},\
                {"name":"tm","dtype":"int","primary":false}],\
                "options":{"chunks":[1,181,360,1],"chunk_shape":[1,181,360,1],\
                "compression":{"codec":"gzip","level":4}}}\
                """);
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @Test
  void aVarrayReportsGridAndTileShape() {
    String text =
        "{'name': 'v', 'kind': 'varray', 'dtype': 'uint16', 'dimensions': [{'name': 'y', 'size': 9},"
            + " {'name': 'x', 'size': 10}], %s}";
    Collection byGrid = TestTexts.collection(text.formatted("'vgrid': [3, 2]"));
    Collection byShape = TestTexts.collection(text.formatted("'arrays_shape': [3, 5]"));
    assertThat(byShape).isEqualTo(byGrid);
    assertThat(((VArraySchema) byGrid.schema()).grid().counts()).isEqualTo(Shape.of(3, 2));
    assertThat(SchemaJson.toJson(byGrid).toString())
        .contains("\"vgrid\":[3,2],\"arrays_shape\":[3,5],\"options\":null");
    assertThat(SchemaJson.parse(SchemaJson.toJson(byShape))).isEqualTo(byShape);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 2: no name is empty|''|/name",
        "rule 3: no name is blank|'  '|/name",
        "rule 6: no name leaves the root|'../x'|/name",
        "rule 6: no name is a directory above|'..'|/name",
      })
  void parseWhenNameIsNoDirectoryNamesIt(String rule, String name, String pointer) {
    ServiceException fault = fault(PLAIN.replace("'c'", name));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_NAME);
    assertThat(fault.members()).containsEntry("pointer", pointer);
  }

  @ParameterizedTest(name = "{0}: {1} becomes {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 4: a name is text|'c'|5|/name",
        "kind is known|'array'|'cube'|/kind",
        "kind is given|'kind': 'array',||/kind",
        "members are known|'kind'|'knid'|/knid",
        "rule 27: names are not blank|'x'|' '|/dimensions/0/name",
        "rule 27: names are text|'x'|1|/dimensions/0/name",
        "rule 28: names are unique|{'name': 'x', 'size': 4}|{'name': 'x', 'size': 4}, {'name': 'x', 'size': 4}|/dimensions/1/name",
        "rule 29: size is not 0|4}|0}|/dimensions/0/size",
        "rule 29: size is no float|4}|4.0}|/dimensions/0/size",
        "rule 29: size is no boolean|4}|true}|/dimensions/0/size",
        "rule 29: size is no text|4}|'4'}|/dimensions/0/size",
        "rule 29: size is not null|4}|null}|/dimensions/0/size",
        "rule 30: size is not negative|4}|-4}|/dimensions/0/size",
        "rule 32: size fits 63 bits|4}|9223372036854775808}|/dimensions/0/size",
        "bytes of an array fit 63 bits|{'name': 'x', 'size': 4}|{'name': 'a', 'size': 4294967296}, {'name': 'b', 'size': 4294967296}|/dimensions",
        "rule 31: one dimension at least|{'name': 'x', 'size': 4}||/dimensions",
        "rule 31: dimensions are a list|[{'name': 'x', 'size': 4}]|{'name': 'x', 'size': 4}|/dimensions",
        "rule 33: labels or scale|4}|4, 'labels': ['a','b','c','d'], 'scale': {'start_value': 1, 'step': 1}}|/dimensions/0/scale",
        "rule 34: labels are not empty|4}|4, 'labels': []}|/dimensions/0/labels",
        "rule 35: labels are a list|4}|4, 'labels': 'abcd'}|/dimensions/0/labels",
        "rule 36: labels do not mix|4}|4, 'labels': ['a', 1, 'c', 'd']}|/dimensions/0/labels/1",
        "rule 36: labels do not mix|4}|4, 'labels': [1, 2, 'c', 3]}|/dimensions/0/labels/2",
        "rule 36: labels are texts or numbers|4}|4, 'labels': [null, 1, 2, 3]}|/dimensions/0/labels/0",
        "rule 37: one label each|4}|4, 'labels': ['a', 'b']}|/dimensions/0/labels",
        "rule 38: labels are unique|4}|4, 'labels': ['a', 'b', 'c', 'a']}|/dimensions/0/labels/3",
        "rule 38: number labels are unique|4}|4, 'labels': [0.0, 1, -0.0, 2]}|/dimensions/0/labels/2",
        "rule 39: scale numbers are numbers|4}|4, 'scale': {'start_value': '1', 'step': 1}}|/dimensions/0/scale/start_value",
        "rule 40: a scale has a step|4}|4, 'scale': {'start_value': 1}}|/dimensions/0/scale/step",
        "rule 40: a scale has no more|4}|4, 'scale': {'start_value': 1, 'step': 1, 'unit': 'm'}}|/dimensions/0/scale/unit",
        "rule 41: a scale's name is not blank|4}|4, 'scale': {'start_value': 1, 'step': 1, 'name': ' '}}|/dimensions/0/scale/name",
        "rule 42: step is not 0|4}|4, 'scale': {'start_value': 1, 'step': 0}}|/dimensions/0/scale/step",
        "rule 42: scale numbers are finite|4}|4, 'scale': {'start_value': 1e999, 'step': 1}}|/dimensions/0/scale/start_value",
        "rule 53: dtypes are numeric|'int8'|'bool'|/dtype",
        "rule 53: dtypes are numeric|'int8'|'str'|/dtype",
        "rule 53: a dtype is given|'dtype': 'int8',||/dtype",
        "rule 67: no grid for an array|'kind'|'vgrid': [1], 'kind'|/vgrid",
        "rule 67: no tile shape for an array|'kind'|'arrays_shape': [1], 'kind'|/arrays_shape",
        "rule 67: a grid for a varray|'array'|'varray'|",
        "rule 67: not two grids|'array'|'varray', 'vgrid': [2], 'arrays_shape': [4]|/arrays_shape",
        "rule 68: a grid is a list|'array'|'varray', 'vgrid': 1|/vgrid",
        "rule 68: one number per dimension|'array'|'varray', 'vgrid': [1, 1]|/vgrid",
        "rule 68: grid numbers are not 0|'array'|'varray', 'vgrid': [0]|/vgrid/0",
        "rule 69: grid numbers divide|'array'|'varray', 'vgrid': [3]|/vgrid/0",
        "rule 69: tile lengths divide|'array'|'varray', 'arrays_shape': [3]|/arrays_shape/0",
        "rule 72: no booleans in a grid|'array'|'varray', 'vgrid': [true]|/vgrid/0",
        "start_value belongs to time|4}|4, 'start_value': '2023-01-01'}|/dimensions/0/start_value",
        "type is known|4}|4, 'type': 'date'}|/dimensions/0/type",
      })
  void parseWhenDocumentIsFaultyNamesTheMember(
      String rule, String from, String to, String pointer) {
    String changed = PLAIN.replace(from, to == null ? "" : to);
    assertThat(changed).isNotEqualTo(PLAIN);
    ServiceException fault = fault(changed);
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
    assertThat(fault.members()).containsEntry("pointer", pointer == null ? "" : pointer);
    assertThat(fault.detail()).endsWith(".").hasSizeLessThan(600);
  }

  private static final String TIMED =
      "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [{'name': 't', 'type': 'time',"
          + " 'size': 4, 'start_value': %s, 'step': %s}], 'attributes': [{'name': 'dt', 'dtype':"
          + " 'datetime'}, {'name': 'n', 'dtype': 'int'}]}";

  @ParameterizedTest(name = "{0}: {1}, {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 44: step is not 0|'$dt'|'PT0S'|step",
        "rule 44: step is not 0|'$dt'|0|step",
        "rule 44: step is not 0|'$dt'|{}|step",
        "rule 44: step is a duration|'$dt'|'1 hour'|step",
        "rule 44: step is a duration|'$dt'|'P1M'|step",
        "rule 44: step is a duration|'$dt'|true|step",
        "rule 44: step is a duration|'$dt'|{'hours': 1}|step/hours",
        "rule 44: step is a duration|'$dt'|{'days': 1.0}|step/days",
        "rule 45: microseconds are the finest|'$dt'|'PT0.0000001S'|step",
        "rule 45: microseconds are the finest|'$dt'|1e-7|step",
        "rule 45: steps are finite|'$dt'|1e300|step",
        "rule 45: steps are finite|'$dt'|'P999999999999D'|step",
        "rule 48: start is not empty|''|1|start_value",
        "rule 48: start is a time|'noon'|1|start_value",
        "rule 48: start is no number|0|1|start_value",
        "rule 48: start is no boolean|true|1|start_value",
        "rule 48: start is no list|[]|1|start_value",
        "rule 49: the attribute is there|'$no'|1|start_value",
        "rule 49: the attribute is a datetime|'$n'|1|start_value",
        "rule 50: $ names an attribute|'$'|1|start_value",
      })
  void parseWhenTimeDimensionIsFaultyNamesTheMember(
      String rule, String start, String step, String member) {
    ServiceException fault = fault(TIMED.formatted(start, step));
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
    assertThat(fault.members()).containsEntry("pointer", "/dimensions/0/" + member);
  }

  @ParameterizedTest(name = "step {0} is {1}, written {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'PT1H'|PT1H|PT1H",
        "'P1D'|PT24H|P1D",
        "'-PT6H'|PT-6H|-PT6H",
        "'PT-6H'|PT-6H|-PT6H",
        "'P1DT12H30M'|PT36H30M|P1DT12H30M",
        "'P2W'|PT336H|P14D",
        "3600|PT1H|PT1H",
        "0.5|PT0.5S|PT0.5S",
        "-0.000001|PT-0.000001S|-PT0.000001S",
        "{'days': -1, 'seconds': 64800, 'microseconds': 0}|PT-6H|-PT6H",
        "{'microseconds': 1}|PT0.000001S|PT0.000001S",
      })
  void stepsAreReadInAllTheirForms(String step, String duration, String written) {
    Collection collection = TestTexts.collection(TIMED.formatted("'$dt'", step));
    Time time = (Time) collection.arrays().dimensions().getFirst();
    assertThat(time.step()).isEqualTo(Duration.parse(duration));
    assertThat(SchemaJson.toJson(collection).at("/dimensions/0/step").stringValue())
        .isEqualTo(written);
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @ParameterizedTest(name = "rules 46-48: start {0} is {1}")
  @CsvSource({
    "2023-01-01T05:00:00+05:00,2023-01-01T00:00:00Z",
    "2023-01-01T05:00:00,2023-01-01T05:00:00Z",
    "2023-01-01,2023-01-01T00:00:00Z",
    "2023-01-01T00:00:00.000010Z,2023-01-01T00:00:00.000010Z"
  })
  void startsAreKeptInUtc(String start, String written) {
    Collection collection = TestTexts.collection(TIMED.formatted("'" + start + "'", "1"));
    Time time = (Time) collection.arrays().dimensions().getFirst();
    assertThat(time.start()).isEqualTo(new TimeStart.Fixed(Instant.parse(written)));
    assertThat(SchemaJson.toJson(collection).at("/dimensions/0/start_value").stringValue())
        .isEqualTo(written);
  }

  @Test
  void stepsOfMonthsAndYearsAreAnsweredLikeTheirTexts() {
    for (String step : new String[] {"'P1M'", "{'months': 1}", "{'years': 1, 'days': 2}"}) {
      ServiceException fault = fault(TIMED.formatted("'$dt'", step));
      assertThat(fault.members()).containsEntry("pointer", "/dimensions/0/step");
      assertThat(fault.detail()).contains("no fixed length", "labels");
    }
  }

  @Test
  void aShapeIsAnsweredWithTheSizesOfDimensions() {
    assertThat(fault(PLAIN.replace("'kind'", "'shape': [4], 'kind'")).detail())
        .contains("/shape is not known; sizes stand in the dimensions, as in");
  }

  private static ServiceException fault(String text) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TestTexts.collection(text))
        .actual();
  }

  @Test
  void theNearestNameIsProposed() {
    assertThat(fault(PLAIN.replace("'kind'", "'knid'")).members())
        .containsEntry("nearest", List.of("kind"));
    assertThat(fault(PLAIN.replace("int8", "flaot64")).members())
        .containsEntry("nearest", List.of("float64"));
  }

  @Test
  void aPointerEscapesItsTokens() {
    assertThat(fault(PLAIN.replace("'kind'", "'a/b~c'")).members())
        .containsEntry("pointer", "/a~1b~0c");
  }

  @Test
  void sizesUpTo63BitsAreValid() {
    Collection collection = TestTexts.collection(PLAIN.replace("4}", "9223372036854775807}"));
    assertThat(collection.arrays().shape()).isEqualTo(Shape.of(Long.MAX_VALUE));
  }
}
