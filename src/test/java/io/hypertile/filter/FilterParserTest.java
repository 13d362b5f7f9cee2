package io.hypertile.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hypertile.TestSeed;
import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.filter.FilterExpression.And;
import io.hypertile.filter.FilterExpression.Comparison;
import io.hypertile.filter.FilterExpression.Literal;
import io.hypertile.filter.FilterExpression.Membership;
import io.hypertile.filter.FilterExpression.Not;
import io.hypertile.filter.FilterExpression.Or;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterParserTest {
  /** The tree in prefix form, independent of the records' own text. */
  private static String shown(FilterExpression expression) {
    return switch (expression) {
      case And and -> "and" + operands(and.operands());
      case Or or -> "or" + operands(or.operands());
      case Not not -> "not" + operands(List.of(not.operand()));
      case Comparison test -> test.name().text() + test.operator().text() + shown(test.literal());
      case Membership test ->
          test.name().text()
              + (test.negated() ? "!in" : "in")
              + test.literals().stream().map(FilterParserTest::shown).toList();
    };
  }

  private static String operands(List<FilterExpression> operands) {
    return operands.stream()
        .map(FilterParserTest::shown)
        .collect(Collectors.joining("; ", "{", "}"));
  }

  private static String shown(Literal literal) {
    return switch (literal) {
      case Literal.Whole whole -> "i" + whole.value();
      case Literal.Real real -> "f" + real.value();
      case Literal.Text text -> "<" + text.text() + ">";
      case Literal.Time time -> "t" + time.value();
      case Literal.Truth truth -> "b" + truth.value();
      case Literal.Null ignored -> "null";
      case Literal.Items items -> items.items().stream().map(FilterParserTest::shown).toList() + "";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          a==1                              | a==i1
          a == -5 and b != +2.5e3           | and{a==i-5; b!=f2500.0}
          a<1 or b<=2 and c>3 or d>=.5      | or{a<i1; and{b<=i2; c>i3}; d>=f0.5}
          not a==1 and b==2                 | and{not{a==i1}; b==i2}
          not not (a==1 or b==2)            | not{not{or{a==i1; b==i2}}}
          a in (1, 2,3,)                    | ain[i1, i2, i3]
          a not in ('x')                    | a!in[<x>]
          NOT a IN (null,True) OR b == NULL | or{not{ain[null, btrue]}; b==null}
          `wind speed` == "a ""b"" 'c'"     | wind speed==<a "b" 'c'>
          `a``b`=='it''s'                   | a`b==<it's>
          été.x_1 == 1                      | été.x_1==i1
          dt >= 2023-01-01                  | dt>=t2023-01-01T00:00:00Z
          dt < 2023-01-01T05:00+02:00       | dt<t2023-01-01T03:00:00Z
          dt == 2023-01-01 and x == 1       | and{dt==t2023-01-01T00:00:00Z; x==i1}
          dt in (2023-01-01T00:00,2024-01-01) | dtin[t2023-01-01T00:00:00Z, t2024-01-01T00:00:00Z]
          z == [1, -2.0]                    | z==[i1, f-2.0]
          t == [1, ['a', []], 2023-01-01]   | t==[i1, [<a>, []], t2023-01-01T00:00:00Z]
          n == 123456789012345678901234567890 | n==i123456789012345678901234567890
          id == 6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e | id==<6a2f41a3-c54c-4ce8-95a8-6a6a4a3d4d5e>
          android == 1 and notes != 2       | and{android==i1; notes!=i2}
          (((a==1)))                        | a==i1
          a == 1e 5                         | a==f100000.0
          """)
  void parseGivesTheTree(String text, String tree) {
    assertThat(shown(FilterParser.parse(text))).isEqualTo(tree);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      textBlock =
          """
          a                  | 2
          a =                | 3
          a = 1              | 3
          a <> 1             | 3
          a == b             | 6
          1 == a             | 1
          "a" == 1           | 1
          a == 1 b == 2      | 8
          a == 1 &&  b == 2  | 8
          !a == 1            | 1
          (a == 1            | 8
          a == 1)            | 7
          a in 1             | 6
          a in ()            | 7
          a in (1            | 8
          a in (1 2)         | 9
          a not 1            | 7
          a == 'x            | 8
          a == 1x            | 7
          a == 1e            | 8
          a == 1e999         | 6
          a == 2023-13-01    | 6
          a == .             | 7
          a == 1 and         | 11
          and                | 1
          a == [1, 2         | 11
          a ==               | 5
          """)
  void parseWhenTheTextIsNoFilterNamesTheColumn(String text, int column) {
    assertThatThrownBy(() -> FilterParser.parse(text))
        .isInstanceOfSatisfying(
            SyntaxException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_FILTER);
              assertThat(e.column()).as(e.detail()).isEqualTo(column);
              assertThat(e.detail()).contains("column " + column);
            });
  }

  @Test
  void parseBeyondTheLimitsThrows() {
    for (String text :
        List.of(
            "",
            " ",
            "a == '" + "x".repeat(FilterParser.MAX_LENGTH) + "'",
            "(".repeat(FilterParser.MAX_DEPTH + 1) + "a==1" + ")".repeat(65),
            "not ".repeat(FilterParser.MAX_DEPTH + 1) + "a==1",
            "a==" + "[".repeat(FilterParser.MAX_DEPTH + 1),
            "a in (" + "1,".repeat(FilterParser.MAX_TERMS + 1) + ")")) {
      assertThatThrownBy(() -> FilterParser.parse(text)).isInstanceOf(SyntaxException.class);
    }
    String deepest = "(".repeat(FilterParser.MAX_DEPTH) + "a==1" + ")".repeat(64);
    assertThat(shown(FilterParser.parse(deepest))).isEqualTo("a==i1");
    String longest = "a in (" + "1,".repeat(FilterParser.MAX_TERMS) + ")";
    assertThat(FilterParser.parse(longest)).isInstanceOf(Membership.class);
  }

  @Test
  void parseOfAnythingThrowsNothingButSyntaxException() {
    Random random = TestSeed.random();
    List<String> words =
        List.of(
            "a",
            "`",
            "\"",
            "'",
            "(",
            ")",
            "[",
            "]",
            ",",
            "==",
            "!=",
            "<",
            ">=",
            "in",
            "not",
            "and",
            "or",
            "null",
            "true",
            "1",
            "-",
            ".",
            "e",
            "2023-01-01",
            "T05:00",
            "+",
            " ",
            "\t",
            "é",
            "\ud800",
            "\udc00",
            "\u0000",
            "😀",
            "9999999999999999999999",
            "=",
            "!",
            "&",
            "|",
            "id");
    int read = 0;
    for (int round = 0; round < 50_000; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "a == 1 and b in (1" : "");
      for (int word = random.nextInt(12); word > 0; word--) {
        text.append(words.get(random.nextInt(words.size())));
        text.append(random.nextBoolean() ? " " : "");
      }
      try {
        FilterParser.parse(text.toString());
        read++;
      } catch (SyntaxException e) {
        assertThat(e.column()).as(text.toString()).isBetween(1, text.length() + 1);
      }
    }
    assertThat(read).isPositive();
  }
}
