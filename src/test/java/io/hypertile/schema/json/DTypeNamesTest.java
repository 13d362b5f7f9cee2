package io.hypertile.schema.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.ndarray.DType;
import io.hypertile.schema.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class DTypeNamesTest {
  private static final String DOCUMENT =
      "{'name': 'c', 'kind': 'array', 'dtype': '%s', 'dimensions': [{'name': 'x', 'size': 4}]%s}";

  private static ServiceException refusal(String dtype, String more) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> TestTexts.collection(DOCUMENT.formatted(dtype, more)))
        .actual();
  }

  /** What NumPy takes as a number is the same here, and what it makes no number of is refused. */
  @ParameterizedTest(name = "{0} is {1}")
  @CsvFileSource(resources = "/dtypes/numpy.tsv", delimiter = '\t')
  void namesMeanWhatTheyMeanToNumpy(String name, String meaning) {
    if (DType.byNumpyName(meaning).isPresent()) {
      Collection collection = TestTexts.collection(DOCUMENT.formatted(name, ""));
      assertThat(SchemaJson.toJson(collection).get("dtype").asString()).isEqualTo(meaning);
      return;
    }
    ServiceException refusal = refusal(name, "");
    assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_SCHEMA);
    assertThat(refusal.members()).containsEntry("pointer", "/dtype");
    switch (meaning) {
      case "swapped" -> {
        assertThat(refusal.detail()).contains("little-endian");
        assertThat(refusal.members().get("nearest"))
            .isEqualTo(List.of(DTypeNames.find(name.substring(1)).orElseThrow().numpyName()));
      }
      case "other" -> assertThat(refusal.detail()).contains("and cells are numbers; for ");
      default ->
          assertThat(refusal.detail()).containsAnyOf("names no dtype", "and cells are numbers");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bool | for booleans take uint8, with 0 and 1.",
        "datetime64[ns] | for times take int64, counted in one unit from one moment on",
        "str | for texts take labels of a dimension or attributes of type string",
        "object | for objects take the dtype of the numbers in them",
        "bfloat16 | for values of short floats take float32, which holds all of them.",
        "m8[s] | for durations take int64, in one unit.",
        "flaot32 | did you mean float32?",
        "Float64 | did you mean float64?",
        "<f5 | names no dtype: \"<f5\". Give one of int8, int16",
      })
  void typesWithoutAPlaceAreToldWhatToTake(String name, String advice) {
    assertThat(refusal(name, "").detail()).contains(advice);
  }

  @ParameterizedTest
  @CsvSource({"str,string", "datetime64[us],datetime", "bool,int", "strng,string", "object,tuple"})
  void attributesAreToldTheirOwnTypes(String name, String nearest) {
    String attributes = ", 'attributes': [{'name': 'a', 'dtype': '" + name + "'}]";
    ServiceException refusal = refusal("int8", attributes);
    assertThat(refusal.members()).containsEntry("nearest", List.of(nearest));
    assertThat(refusal.detail()).endsWith("; did you mean " + nearest + "?");
  }

  @Test
  void shortNamesOfAttributesAreNumbers() {
    String attributes = ", 'attributes': [{'name': 'a', 'dtype': '<f4'}]";
    Collection collection = TestTexts.collection(DOCUMENT.formatted("int8", attributes));
    assertThat(SchemaJson.toJson(collection).at("/attributes/0/dtype").asString())
        .isEqualTo("float32");
  }
}
