package io.hypertile.partition.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.SyntaxException;
import io.hypertile.partition.PartitionKey;
import io.hypertile.partition.Partitioning.BySequence;
import io.hypertile.partition.Vectors;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The language of filters of partitions. */
class KeyFilterTest {
  private static final List<String> NAMES = List.of("year", "month", "pass");
  private static final PartitionKey KEY = new BySequence(NAMES, "row").key(2021, 2, -7);

  static List<JsonNode> vectors() {
    return Vectors.of("filters");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void resultsAreThoseOfThePackage(JsonNode vector) {
    List<String> names = List.copyOf(vector.path("key").propertyNames());
    long[] values =
        names.stream().mapToLong(name -> vector.path("key").path(name).asLong()).toArray();
    String text = vector.path("expression").asString();
    if (vector.has("error")) {
      assertThatThrownBy(() -> KeyFilter.parse(text, names)).isInstanceOf(SyntaxException.class);
    } else {
      PartitionKey key = new BySequence(names, "row").key(values);
      assertThat(KeyFilter.parse(text, names).matches(key))
          .isEqualTo(vector.path("result").asBoolean());
    }
  }

  private static boolean matches(String text) {
    return KeyFilter.parse(text, NAMES).matches(KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "year",
        "pass",
        "1",
        "0.5",
        "'a'",
        "[0]",
        "...",
        "year == 2021 and month != 3",
        "2 <= month <= 3",
        "1 < month < 3 > 2 == month",
        "year < 2022 and year > 2020 and year <= 2021 and year >= 2021",
        "pass == -7",
        "pass == - 7",
        "pass in (-7, +3)",
        "not pass == 7",
        "not not year",
        "month in (1, 2)",
        "month in [1, 2]",
        "month in {1, 2}",
        "month in (2,)",
        "month not in ()",
        "month in (1, year == 2021, 2)",
        "year == 0x7e5",
        "year == 0b111_1110_0101",
        "year == 0o3745",
        "year == 2_021",
        "year == 2021.0",
        "year == 2.021e3",
        "month > 1.5",
        "(year, month) == (2021, 2)",
        "(year, month) >= (2021, 1)",
        "[year, month] < (2021, 2, 0)",
        "year != '2021'",
        "year != None",
        "None == None",
        "'b' in 'abc'",
        "b'b' in b'abc'",
        "98 in b'abc'",
        "'a' < 'b'",
        "b'a' < b'b'",
        "(year == 2020 or month == 2) and pass < 0",
        "year == 2020 or month == 2 and pass < 0",
        "year and month",
        "year == 2021 # the year",
        "(year ==\n 2021)",
        "year == 2021\n",
        "True",
        "month in ((1, 2), 2)",
        "-1 < 0.5 < 1"
      })
  void matching(String text) {
    assertThat(matches(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "''",
        "()",
        "None",
        "False",
        "0.0",
        "b''",
        "year == '2021'",
        "month in (1, 3)",
        "month in ('2',)",
        "not year",
        "year == 2021 and month == 3",
        "2 < month < 3",
        "(year, month) == (2021,)",
        "(year, month) > (2021, 2)",
        "9007199254740993 == 9007199254740992.0",
        "pass >= 0",
        "1e400 < year"
      })
  void notMatching(String text) {
    assertThat(matches(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "1_1", "0x1", "0x_1", "0b1", "0o7", "1.1", "1.", ".1", "1e1", "1.1e-1"})
  void numbersOfThousandsOfDigitsAreRefused(String number) {
    String end = number.substring(number.length() - 1);
    String digits = number.contains("_") ? "_1" : end.equals(".") ? "" : end;
    String text =
        "year == " + (end.equals(".") ? "1".repeat(20_000) + "." : number + digits.repeat(20_000));
    assertThatThrownBy(() -> KeyFilter.parse(text, NAMES))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("no")
        .extracting(fault -> ((SyntaxException) fault).getMessage().length())
        .satisfies(length -> assertThat((int) length).isLessThan(1000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "year = 2021 | 6 | written ==",
        "year == | 8 | end of the filter",
        "year + 1 == 2 | 6 | no arithmetic",
        "abs(year) | 4 | nothing is called",
        "year.real | 5 | no meaning",
        "year[0] | 5 | nothing is called",
        "lambda: 1 | 7 | no meaning",
        "year is None | 6 | and, or",
        "1 if year else 2 | 3 | and, or",
        "yaer == 1 | 1 | `year`",
        "Year == 1 | 1 | They have: year, month, pass",
        "year < 'a' | 6 | cannot be ordered",
        "year < None | 6 | cannot be ordered",
        "None < None | 6 | cannot be ordered",
        "(1, 'a') < (1, 2) | 10 | cannot be ordered",
        "month in 2 | 7 | brackets",
        "month in 'abc' | 7 | brackets",
        "(year == 1 | 11 | a comma or )",
        "year == 1) | 10 | and, or",
        "month in (1 2) | 13 | comma",
        "month in (*x,) | 11 | no meaning",
        "year == 007 | 9 | leave the zeros out",
        "year == 1__0 | 9 | is read",
        "year == 1j | 9 | is read",
        "year == 'a | 9 | no quote",
        "month not (1) | 11 | in after not",
        "and | 1 | name of a part",
        "year == -month | 10 | number after the sign",
        "not | 4 | name of a part"
      })
  void faultsAreToldAtTheirColumn(String text, int column, String part) {
    assertThatThrownBy(() -> matches(text))
        .isInstanceOfSatisfying(
            SyntaxException.class,
            e -> {
              assertThat(e.column()).as(e.getMessage()).isEqualTo(column);
              assertThat(e.detail()).contains(part.replace('`', '"'));
            });
  }

  @Test
  void lineBreaksOutsideOfBracketsAreFaults() {
    assertThatThrownBy(() -> matches("year ==\n2021"))
        .isInstanceOf(SyntaxException.class)
        .hasMessageContaining("brackets");
  }

  @Test
  void deepAndLongTextsAreRefused() {
    assertThatThrownBy(() -> matches("(".repeat(100_000))).isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> matches("(".repeat(65) + "1" + ")".repeat(65)))
        .isInstanceOf(SyntaxException.class);
    assertThat(matches("(".repeat(64) + "1" + ")".repeat(64))).isTrue();
    assertThatThrownBy(() -> matches("not ".repeat(65) + "1")).isInstanceOf(SyntaxException.class);
    assertThatThrownBy(() -> matches("1".repeat(1_000))).isInstanceOf(SyntaxException.class);
  }

  /** Whatever the text, it is a filter or a fault of the client's. */
  @Test
  void anyTextIsReadOrRefused() {
    Random random = TestSeed.random();
    List<String> pieces =
        List.of(
            "year", "month", "pass", " and ", " or ", " not ", " in ", "==", "<", "(", ")", "[",
            "]", ",", "1", "-2", "0x1", "'a'", "b'a'", "None", ".", "\n", "#", "{", "}", "...",
            "1.5e3");
    int read = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(1, 9); n > 0; n--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      try {
        KeyFilter filter = KeyFilter.parse(text.toString(), NAMES);
        filter.matches(KEY);
        read++;
      } catch (SyntaxException e) {
        assertThat(e.column()).isBetween(1, text.length() + 1);
      }
    }
    assertThat(read).isPositive();
  }
}
