package io.hypertile.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.catalog.ArrayRow;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import io.hypertile.schema.ArrayHeader;
import io.hypertile.schema.AttributeValue;
import io.hypertile.schema.Collection;
import io.hypertile.schema.json.AttributesJson;
import io.hypertile.schema.json.SchemaJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterBinderTest {
  private static final Collection COLLECTION =
      SchemaJson.parse(
          JsonReading.parse(
              """
              {"name": "c", "kind": "array", "dtype": "int8",
               "dimensions": [{"name": "x", "size": 1}],
               "attributes": [{"name": "n", "dtype": "int", "primary": true},
                              {"name": "dt", "dtype": "datetime", "primary": true},
                              {"name": "f", "dtype": "float"},
                              {"name": "g", "dtype": "float32"},
                              {"name": "u", "dtype": "uint8"},
                              {"name": "s", "dtype": "string"},
                              {"name": "z", "dtype": "complex"},
                              {"name": "t", "dtype": "tuple"},
                              {"name": "id", "dtype": "string"},
                              {"name": "none", "dtype": "float"}]}
              """
                  .getBytes(StandardCharsets.UTF_8)));

  private static final String ID = "6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e";

  private static ArrayHeader header(String n, String f) {
    String document =
        """
        {"id": "%s", "primary_attributes": {"n": %s, "dt": "2023-01-03T04:05:06Z"},
         "custom_attributes": {"f": %s, "g": 0.1, "u": 7, "s": "ab", "z": [1, -2], "id": "mine",
                               "t": [1, "a", [2.5, "(1+2j)"]]}}
        """
            .formatted(ID, n, f);
    return AttributesJson.parseNew(
        COLLECTION.arrays(),
        JsonReading.parse(document.getBytes(StandardCharsets.UTF_8)),
        (schema, key) -> {});
  }

  private static boolean matches(String filter, ArrayHeader header) {
    return FilterBinder.bind(FilterParser.parse(filter), COLLECTION.arrays().attributes())
        .matches(new ArrayRow(header));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          n == 9007199254740993                       | true
          n == 9007199254740992                       | false
          n == 9007199254740992.0                     | false
          n > 9007199254740992.0                      | true
          n < 9007199254740994.0                      | true
          n > 1.5                                     | true
          n == 1.5                                    | false
          n != 1.5                                    | true
          n in (1, 9007199254740993)                  | true
          f == 0.5                                    | true
          f < 9007199254740993                        | true
          f >= -123456789012345678901234567890        | true
          f <= "Infinity" and f > "-Infinity"         | true
          f == "NaN"                                  | false
          f != "NaN"                                  | true
          g == 0.1                                    | true
          g in (0.1, 5)                               | true
          u == 7 and u == 7.0 and u < 300             | true
          s == 'ab' and s < "b" and s > 'Z'           | true
          s in ("x", "y")                             | false
          s not in ("x", "y")                         | true
          dt == 2023-01-03T06:05:06+02:00             | true
          dt == "2023-01-03 04:05:06"                 | true
          dt < 2023-01-03                             | false
          z == [1, -2] and z != 1 and z == '(1-2j)'   | true
          z in (3, [1, -2.0])                         | true
          t == [1.0, "a", [2.5, '(1+2j)']]            | true
          t == [1, "a", [2.5, "1+2j"]]                | false
          t != [1]                                    | true
          id == 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e  | true
          id == "no id"                               | false
          `id` == 'mine'                              | true
          none == null                                | true
          none != null                                | false
          s != null and s not in (null)               | true
          none in (1, null)                           | true
          none not in (1, null)                       | false
          none not in (1)                             | false
          none != 1                                   | false
          not (none == 1)                             | true
          none < 1 or none >= 1                       | false
          """)
  void matchesAsTheWordsSay(String filter, boolean expected) {
    assertThat(matches(filter, header("9007199254740993", "0.5"))).isEqualTo(expected);
  }

  @Test
  void nanEqualsNothingAndStandsInNoOrder() {
    ArrayHeader nan = header("1", "\"NaN\"");
    for (String filter :
        List.of("f == \"NaN\"", "f < 1", "f >= 1", "f <= 'Infinity'", "f > 1e300", "f in (1, 2)")) {
      assertThat(matches(filter, nan)).as(filter).isFalse();
    }
    for (String filter : List.of("f != 1", "f != 'NaN'", "f != null", "f not in (1, 2)")) {
      assertThat(matches(filter, nan)).as(filter).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          nn == 1          | nn   | 1
          n == 'x'         | n    | 6
          n == "77"        | n    | 6
          n == true        | n    | 6
          n == 2023-01-01  | n    | 6
          f == 'x'         | f    | 6
          s == 5           | s    | 6
          s == 2023-01-01  | s    | 6
          dt == 5          | dt   | 7
          dt == 'monday'   | dt   | 7
          z < 1            | z    | 5
          z == [1]         | z    | 6
          t == 1           | t    | 6
          t > [1]          | t    | 5
          t == [true]      | t    | 6
          id == 5          | id   | 7
          n < null         | n    | 5
          s in ('a', 5)    | s    | 12
          """)
  void bindWhenNameOrLiteralDoNotFitThrows(String filter, String attribute, int column) {
    assertThatThrownBy(() -> matches(filter, header("1", "1.5")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(e.members())
                  .containsEntry("attribute", attribute)
                  .containsEntry("column", column);
            });
  }

  @Test
  void bindWhenTheNameIsMisspeltNamesTheNearest() {
    assertThatThrownBy(() -> matches("nome == 1", header("1", "1.5")))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> assertThat(e.members()).containsEntry("nearest", List.of("none")));
  }

  @Test
  void keysOfWholeNumbersAreInTheirOrder() {
    List<java.math.BigInteger> numbers =
        Stream.of(
                "-1" + "0".repeat(400),
                "-65536",
                "-65535",
                "-256",
                "-255",
                "-2",
                "-1",
                "0",
                "1",
                "255",
                "256",
                "65535",
                "65536",
                "9223372036854775807",
                "9223372036854775808",
                "1" + "0".repeat(400))
            .map(java.math.BigInteger::new)
            .toList();
    List<Key> keys = numbers.stream().map(Keys::ofInt).toList();
    assertThat(keys).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void keysOfTextsAreInTheOrderOfCodePoints() {
    List<Key> keys =
        Stream.of(
                "",
                "\u0000",
                "A",
                "Z",
                "a",
                "ab",
                "é",
                "\ud7ff",
                "\ud800",
                "\udfff",
                "\ue000",
                "\uffff",
                "\ud800\udc00",
                "😀")
            .map(text -> Keys.of(new AttributeValue.TextValue(text)))
            .toList();
    assertThat(keys).isSorted().doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          n             | n, id
          dt,-f         | dt, -f, id
          -id           | -id
          s,id,n        | s, id
          `id`          | id, id
           n , +f       | n, f, id
          """)
  void orderParseGivesTermsThatEndWithTheId(String text, String terms) {
    ArrayOrder order = ArrayOrder.parse(text, COLLECTION.arrays().attributes());
    assertThat(
            order.terms().stream()
                .map(term -> (term.descending() ? "-" : "") + term.field().name())
                .toList())
        .containsExactly(terms.split(", "));
    assertThat(order.terms().getLast().field()).isInstanceOf(Field.Id.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          n,n
          nn
          z
          t
          n,
          n;f
          n f
          --n
          n desc
          'n'
          `n
          n,dt,f,g,u,s,none,`id`,id
          """)
  void orderParseOfWhatIsNoOrderThrows(String text) {
    assertThatThrownBy(() -> ArrayOrder.parse(text, COLLECTION.arrays().attributes()))
        .isInstanceOfSatisfying(
            ServiceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(e.members()).containsEntry("parameter", "sort");
            });
  }
}
