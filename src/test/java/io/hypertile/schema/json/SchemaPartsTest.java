package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.ndarray.FillValue;
import io.hypertile.schema.AttributeSchema;
import io.hypertile.schema.AttributeType;
import io.hypertile.schema.Collection;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** dtypes, fill values, attribute declarations, options and bounds of collection documents. */
class SchemaPartsTest {
  private static final String FORM =
      "{'name': 'c', 'kind': 'array', 'dtype': '%s', 'dimensions': [{'name': 'y', 'size': 4},"
          + " {'name': 'x', 'size': 6}]%s}";

  private static Collection collection(String dtype, String more) {
    return TestTexts.collection(FORM.formatted(dtype, more));
  }

  private static ServiceException fault(String dtype, String more) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> collection(dtype, more))
        .actual();
  }

  @ParameterizedTest(name = "rules 53, 54: {0} is {1}")
  @CsvSource({
    "byte,INT8",
    "numpy.short,INT16",
    "intc,INT32",
    "int,INT64",
    "numpy.intp,INT64",
    "int_,INT64",
    "numpy.longlong,LONGLONG",
    "ubyte,UINT8",
    "uint,UINT64",
    "numpy.uint64,UINT64",
    "ulonglong,ULONGLONG",
    "float,FLOAT64",
    "double,FLOAT64",
    "numpy.float128,LONGDOUBLE",
    "longfloat,LONGDOUBLE",
    "longdouble,LONGDOUBLE",
    "singlecomplex,COMPLEX64",
    "complex,COMPLEX128",
    "numpy.cfloat,COMPLEX128",
    "complex_,COMPLEX128",
    "clongdouble,CLONGDOUBLE",
    "numpy.clongfloat,CLONGDOUBLE",
    "complex256,CLONGDOUBLE"
  })
  void aliasesOfDTypesAreAccepted(String name, DType dtype) {
    assertThat(collection(name, "").arrays().dtype()).isEqualTo(dtype);
  }

  @ParameterizedTest(name = "rule 55: default of {0}")
  @EnumSource(DType.class)
  void fillValuesDefaultAsInDekerAndSurviveBothForms(DType dtype) {
    Collection collection = collection(dtype.numpyName(), ", 'fill_value': null");
    assertThat(collection.arrays().fillValue()).isEqualTo(FillValue.defaultOf(dtype));
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @ParameterizedTest(name = "fill_value {1} of {0} reads {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "int8|-128|-128",
        "uint64|18446744073709551615|18446744073709551615",
        "int16|'7'|7",
        "int8|3.0|3",
        "float64|'NaN'|\"NaN\"",
        "float32|'Infinity'|\"Infinity\"",
        "float64|'-inf'|\"-Infinity\"",
        "float32|0.1|0.1",
        "float16|0.1|0.1",
        "float64|-0.0|-0.0",
        "longdouble|'0.1'|\"0.1\"",
        "longdouble|0.5|0.5",
        "longdouble|'1e4000'|\"1e+4000\"",
        "longdouble|'-0'|-0.0",
        "complex128|[1, -2.5]|[1.0,-2.5]",
        "complex64|'(0.1+3j)'|[0.1,3.0]",
        "complex64|7|[7.0,0.0]",
        "complex128|['NaN', 'Infinity']|[\"NaN\",0.0]",
        "complex64|[1, 'NaN']|[\"NaN\",0.0]",
        "clongdouble|'(nan+nanj)'|[\"NaN\",0.0]",
        "clongdouble|['0.1', 1]|[\"0.1\",1.0]",
        "longlong|-1|-1",
      })
  void fillValuesAreReadAndReported(String dtype, String value, String reported) {
    Collection collection = collection(dtype, ", 'fill_value': " + value);
    assertThat(SchemaJson.toJson(collection).get("fill_value").toString()).isEqualTo(reported);
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @ParameterizedTest(name = "{0}: {2} of {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 56|int8|'NaN'|/fill_value", "rule 57|int8|'x'|/fill_value",
        "rule 57|int8|'1.0'|/fill_value", "rule 57|float64|'1,5'|/fill_value",
        "rule 57|complex64|'1+2i'|/fill_value", "rule 58|int8|300|/fill_value",
        "rule 58|int8|-129|/fill_value", "rule 58|uint8|-1|/fill_value",
        "rule 58|int32|1.7|/fill_value", "rule 58|int64|1e999999999|/fill_value",
        "rule 58|int64|1e30|/fill_value", "rule 58|float64|1e999|/fill_value",
        "rule 58|float32|1e39|/fill_value", "rule 58|float16|65520|/fill_value",
        "rule 58|longdouble|'1e5000'|/fill_value", "rule 58|longdouble|'1e99999999999'|/fill_value",
        "rule 58|complex64|[1, 1e39]|/fill_value/1", "rule 59|int8|'Infinity'|/fill_value",
        "no booleans|int8|true|/fill_value", "no objects|float64|{}|/fill_value",
        "two parts|complex64|[1]|/fill_value", "no lists|float64|[1, 2]|/fill_value",
        "parts are numbers|complex64|[1, null]|/fill_value/1",
      })
  void parseWhenFillValueDoesNotFitNamesIt(
      String rule, String dtype, String value, String pointer) {
    ServiceException fault = fault(dtype, ", 'fill_value': " + value);
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
    assertThat(fault.members()).containsEntry("pointer", pointer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1.5, null]", "[null, 1.5]", "[1.5, true]", "['x', 0]", "[[1], 0]"})
  void parseOfAPartThatIsNoNumberOffersNoNull(String value) {
    assertThat(fault("complex64", ", 'fill_value': " + value).detail())
        .contains("must be a number, \"NaN\", \"Infinity\", \"-Infinity\" or a number as text")
        .doesNotContain("or null");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "rule 61: names are not blank|[{'name': '', 'dtype': 'int'}]|/attributes/0/name",
        "rule 61: names are unique|[{'name': 'a', 'dtype': 'int'}, {'name': 'a', 'dtype': 'int', 'primary': true}]|/attributes/1/name",
        "rule 63: primary is no number|[{'name': 'a', 'dtype': 'int', 'primary': 1}]|/attributes/0/primary",
        "rule 64: no bool|[{'name': 'a', 'dtype': 'bool'}]|/attributes/0/dtype",
        "rule 64: no list|[{'name': 'a', 'dtype': 'list'}]|/attributes/0/dtype",
        "rule 64: not null|[{'name': 'a', 'dtype': null}]|/attributes/0/dtype",
        "rule 65: a list|{}|/attributes",
        "members are known|[{'name': 'a', 'dtype': 'int', 'unique': true}]|/attributes/0/unique",
      })
  void parseWhenAttributeIsFaultyNamesTheMember(String rule, String list, String pointer) {
    assertThat(fault("int8", ", 'attributes': " + list).members())
        .containsEntry("pointer", pointer);
  }

  @Test
  void attributesMayBearADimensionsNameAndKeepTheirOrder() {
    Collection collection =
        collection(
            "int8",
            ", 'attributes': [{'name': 'x', 'dtype': 'numpy.float32', 'primary': true},"
                + " {'name': 'b', 'dtype': 'tuple'}, {'name': 'a', 'dtype': 'int64'}]");
    assertThat(collection.arrays().attributes())
        .containsExactly(
            new AttributeSchema("x", new AttributeType.Numeric(DType.FLOAT32), true),
            new AttributeSchema("b", AttributeType.Plain.TUPLE, false),
            new AttributeSchema("a", new AttributeType.Numeric(DType.INT64), false));
    assertThat(collection("int8", ", 'attributes': null")).isEqualTo(collection("int8", ""));
  }

  @ParameterizedTest(name = "options {0} are {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|{'chunks':null,'chunk_shape':null,'compression':null}",
        "{'chunks': null}|{'chunks':null,'chunk_shape':null,'compression':null}",
        "{'chunks': true}|{'chunks':'auto','chunk_shape':[4,6],'compression':null}",
        "{'chunks': 'auto'}|{'chunks':'auto','chunk_shape':[4,6],'compression':null}",
        "{'chunks': 'auto', 'chunk_shape': [4, 6]}|{'chunks':'auto','chunk_shape':[4,6],'compression':null}",
        "{'chunks': [3, 5]}|{'chunks':[3,5],'chunk_shape':[3,5],'compression':null}",
        "{'compression': 'gzip'}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'gzip','level':4}}",
        "{'compression': {'codec': 'gzip', 'level': 9}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'gzip','level':9}}",
        "{'compression': 'lzf'}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'lzf'}}",
        "{'compression': {'codec': 'szip', 'coding': 'ec', 'pixels_per_block': 16}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'szip','coding':'ec','pixels_per_block':16}}",
        "{'compression': {'filter': 32015, 'parameters': [6]}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'zstd','parameters':[6]}}",
        "{'compression': {'filter': 32015, 'parameters': 6}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'zstd','parameters':[6]}}",
        "{'compression': 32004}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'lz4'}}",
        "{'compression': '307'}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'bzip2'}}",
        "{'compression': {'codec': 'zstd'}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'zstd'}}",
        "{'compression': {'codec': 'blosc', 'parameters': [0, 0, 0, 0, 5, 1, 0]}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'blosc','parameters':[0,0,0,0,5,1,0]}}",
        "{'compression': 'bitshuffle'}|{'chunks':null,'chunk_shape':[4,6],'compression':{'codec':'bitshuffle'}}",
        "{'compression': {'filter': 32099, 'parameters': [1]}}|{'chunks':null,'chunk_shape':[4,6],'compression':{'filter':32099,'parameters':[1]}}",
        "{'compression': 32099}|{'chunks':null,'chunk_shape':[4,6],'compression':{'filter':32099,'parameters':[]}}",
      })
  void optionsAreReadAndReported(String options, String reported) {
    Collection collection = collection("int8", ", 'options': " + options);
    assertThat(SchemaJson.toJson(collection).get("options").toString())
        .isEqualTo(reported.replace('\'', '"'));
    assertThat(SchemaJson.parse(SchemaJson.toJson(collection))).isEqualTo(collection);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a shown shape follows|{'chunk_shape': [4, 6]}|/chunk_shape",
        "a shown shape follows|{'chunks': [3, 5], 'chunk_shape': [4, 6]}|/chunk_shape",
        "a shown shape follows|{'chunks': 'auto', 'chunk_shape': 'auto'}|/chunk_shape",
        "rule 75|{'chunks': false}|/chunks",
        "rule 75|{'chunks': 0}|/chunks",
        "rule 75|{'chunks': 'none'}|/chunks",
        "rule 75|{'chunks': {}}|/chunks",
        "rule 75|{'chunks': []}|/chunks",
        "rule 75|{'chunks': [1, 1.5]}|/chunks/1",
        "rule 75|{'chunks': [1, true]}|/chunks/1",
        "rule 75|{'chunks': [0, 1]}|/chunks/0",
        "rule 76|{'compression': ' '}|/compression",
        "rule 76|{'compression': true}|/compression",
        "rule 76|{'compression': 1.5}|/compression",
        "rule 76|{'compression': -1}|/compression",
        "rule 76|{'compression': {}}|/compression",
        "rule 76|{'compression': {'codec': 'gzip', 'filter': 1}}|/compression",
        "rule 77|{'compression': {'parameters': [1]}}|/compression",
        "rule 77|{'compression': {'level': 1}}|/compression",
        "rule 77|{'compression': {'filter': 307, 'parameters': ['9']}}|/compression/parameters/0",
        "rule 77|{'compression': {'filter': 307, 'parameters': true}}|/compression/parameters",
        "rule 77|{'compression': {'filter': 307, 'parameters': [1.0]}}|/compression/parameters/0",
        "rule 77|{'compression': {'filter': 307, 'parameters': [-1]}}|/compression/parameters/0",
        "rule 78|{'chunks': [4]}|/chunks",
        "rule 78|{'chunks': [4, 6, 1]}|/chunks",
        "rule 78|{'chunks': [4, 7]}|/chunks/1",
        "rule 80|{'compression': 'zip'}|/compression",
        "rule 80|{'compression': {'codec': 'gzpi'}}|/compression/codec",
        "rule 81|{'compression': {'codec': 'lzf', 'parameters': [1]}}|/compression/parameters",
        "levels end at 9|{'compression': {'codec': 'gzip', 'level': 10}}|/compression/level",
        "szip has two codings|{'compression': {'codec': 'szip', 'coding': 'xx'}}|/compression/coding",
        "szip blocks are even|{'compression': {'codec': 'szip', 'pixels_per_block': 7}}|/compression/pixels_per_block",
        "members are known|{'chunk': true}|/chunk",
        "an object|[]|",
      })
  void parseWhenOptionsAreFaultyNamesTheMember(String rule, String options, String pointer) {
    ServiceException fault = fault("int8", ", 'options': " + options);
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
    assertThat(fault.members())
        .containsEntry("pointer", "/options" + (pointer == null ? "" : pointer));
  }

  @Test
  void chunksOfAVarrayFitItsTiles() {
    String text =
        "{'name': 'v', 'kind': 'varray', 'dtype': 'int8', 'vgrid': [2], 'dimensions':"
            + " [{'name': 'x', 'size': 8}], 'options': {'chunks': [%d]}}";
    assertThat(TestTexts.collection(text.formatted(4)).options()).isPresent();
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TestTexts.collection(text.formatted(5)))
        .satisfies(e -> assertThat(e.members()).containsEntry("pointer", "/options/chunks/0"));
  }

  @Test
  void documentsHaveBounds() {
    String dimensions =
        IntStream.range(0, 33)
            .mapToObj("{'name': 'd%d', 'size': 1}"::formatted)
            .collect(Collectors.joining(","));
    String many =
        "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [" + dimensions + "]}";
    assertLimit(many, "/dimensions");
    String attributes =
        IntStream.range(0, 257)
            .mapToObj("{'name': 'a%d', 'dtype': 'int'}"::formatted)
            .collect(Collectors.joining(","));
    assertLimit(FORM.formatted("int8", ", 'attributes': [" + attributes + "]"), "/attributes");
    assertLimit(
        FORM.formatted("int8", "").replace("'x'", "'" + "é".repeat(2049) + "'"),
        "/dimensions/1/name");
    String labels =
        IntStream.range(0, 600_000).mapToObj(Integer::toString).collect(Collectors.joining(","));
    String labelled = "{'name': '%s', 'size': 600000, 'labels': [" + labels + "]}";
    assertLimit(
        "{'name': 'c', 'kind': 'array', 'dtype': 'int8', 'dimensions': [%s, %s]}"
            .formatted(labelled.formatted("a"), labelled.formatted("b")),
        "/dimensions/1");
  }

  private static void assertLimit(String text, String pointer) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TestTexts.collection(text))
        .satisfies(
            e -> assertThat(e.members()).containsEntry("pointer", pointer).containsKey("limit"));
  }
}
