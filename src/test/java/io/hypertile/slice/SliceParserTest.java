package io.hypertile.slice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.SyntaxException;
import io.hypertile.slice.SliceExpression.Ellipsis;
import io.hypertile.slice.SliceExpression.Position;
import io.hypertile.slice.SliceExpression.Range;
import io.hypertile.slice.SliceExpression.Selector;
import io.hypertile.slice.SliceExpression.Term;
import io.hypertile.slice.SliceExpression.TermList;
import io.hypertile.slice.SliceExpression.Text;
import io.hypertile.slice.SliceExpression.Time;
import io.hypertile.slice.SliceExpression.Value;
import io.hypertile.text.IsoTime;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SliceParserTest {
  /** The tree as text: p, v, t, and l (q when quoted) for terms. */
  private static String shown(SliceExpression slice) {
    return slice.selectors().stream()
        .map(SliceParserTest::shown)
        .collect(Collectors.joining(" ; "));
  }

  private static String shown(Selector selector) {
    return switch (selector) {
      case Ellipsis ignored -> "...";
      case Range range -> shown(range.start()) + " to " + shown(range.stop()) + step(range);
      case TermList list ->
          list.terms().stream().map(SliceParserTest::shown).collect(Collectors.joining("&"));
      case Position position -> "p" + position.value();
      case Value value -> "v" + value.value();
      case Time time -> "t" + time.time().orElseThrow().instant();
      case Text text -> (text.quoted() ? "q" : "l") + text.text();
    };
  }

  private static String shown(Optional<Term> term) {
    return term.map(SliceParserTest::shown).orElse("_");
  }

  private static String step(Range range) {
    return range.step().map(step -> " by " + step.value()).orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0,[0,1],0,0 # A list stands in parentheses: (0,1).",
        "[0,[0,1]] # A list stands in parentheses: (0,1).",
        "0,[0,[1]] # A list stands in parentheses, as in (0,1).",
        "lat=52.0 # write the parameter sel.lat=52.0 in its place.",
        "0,lat=50.0:48.0,1 # write the parameter sel.lat=50.0:48.0 in its place.",
        "lat= # write the parameter sel.lat=… in its place.",
        "50/48 # a range is written with a colon, as in 50:48",
        "52N # write the number alone, 52, south and west with a minus",
        "-52.5° # write the number alone, -52.5, south and west with a minus",
        "3d # (a label that begins so stands in quotes)",
      })
  void parseOfWhatIsWrittenSoElsewhereSaysHowItIsHere(String slice, String advice) {
    assertThat(catchThrowableOfType(SyntaxException.class, () -> SliceParser.parse(slice)))
        .hasMessageContaining(advice);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        "5 # p5",
        "-1 # p-1",
        "+7 # p7",
        "007 # p7",
        "9223372036854775807 # p9223372036854775807",
        "-9223372036854775808 # p-9223372036854775808",
        "2:10 # p2 to p10",
        "2: # p2 to _",
        ":-1 # _ to p-1",
        "::2 # _ to _ by 2",
        "2:10:3 # p2 to p10 by 3",
        "1:: # p1 to _",
        ": # _ to _",
        ":: # _ to _",
        "... # ...",
        "-44.0 # v-44.0",
        "-44.0:-45.0 # v-44.0 to v-45.0",
        "1e3 # v1000.0",
        "1e 3 # v1000.0",
        "1.5E-3 # v0.0015",
        "-.5:.5 # v-0.5 to v0.5",
        "5. # v5.0",
        "1672722000.5 # v1.6727220005E9",
        "1e-999 # v0.0",
        "2023-01-01T05:00 # t2023-01-01T05:00:00Z",
        "2023-01-01T05:00:2023-01-01T10:00 # t2023-01-01T05:00:00Z to t2023-01-01T10:00:00Z",
        "2023-01-01T05:00:30:2023-01-01T10:00:30 # t2023-01-01T05:00:30Z to t2023-01-01T10:00:30Z",
        "2023-01-01T05:2023-01-01T10 # t2023-01-01T05:00:00Z to t2023-01-01T10:00:00Z",
        "2023-01-01:2023-01-03:2 # t2023-01-01T00:00:00Z to t2023-01-03T00:00:00Z by 2",
        ":2023-01-03 # _ to t2023-01-03T00:00:00Z",
        "2023-01-03: # t2023-01-03T00:00:00Z to _",
        "2023-01-03::2 # t2023-01-03T00:00:00Z to _ by 2",
        "2023-01-01T05:00Z:2023-01-01T10:00+02:00 # t2023-01-01T05:00:00Z to t2023-01-01T08:00:00Z",
        "2023-01-01T05:00 02:00:2023-01-01T10:00 02:00 # t2023-01-01T03:00:00Z to t2023-01-01T08:00:00Z",
        "2023-01-01 05:00:2023-01-01 10:00 # t2023-01-01T05:00:00Z to t2023-01-01T10:00:00Z",
        "2023-01-01T05:00:00.123456000 # t2023-01-01T05:00:00.123456Z",
        "2023-01-01T05:00:2023-01-01T24:00 # t2023-01-01T05:00:00Z to t2023-01-02T00:00:00Z",
        "2023-01-01T05:00\u221202:00 # t2023-01-01T07:00:00Z",
        "2023-01-01T05:00:00,5 # t2023-01-01T05:00:00Z ; p5",
        "2023-01-01T05:00:00,0,5 # t2023-01-01T05:00:00Z ; p0 ; p5",
        "(2023-01-01,2023-01-02T03:00) # t2023-01-01T00:00:00Z&t2023-01-02T03:00:00Z",
        "pressure # lpressure",
        "_a-b.c9 # l_a-b.c9",
        "größe # lgröße",
        "温度 # l温度",
        "NaN # lNaN",
        "nan:inf # lnan to linf",
        "Infinity # lInfinity",
        "None # lNone",
        "\"wind speed\" # qwind speed",
        "'wind speed' # qwind speed",
        "`wind speed` # qwind speed",
        ":\"pressure\" # _ to qpressure",
        "\"pressure\": # qpressure to _",
        "'it''s' # qit's",
        "\"say \"\"hi\"\"\" # qsay \"hi\"",
        "`a``b` # qa`b",
        "'a,b:c)]' # qa,b:c)]",
        "'' # q",
        "`2023-01-01T05:00:00` # q2023-01-01T05:00:00",
        "'5' # q5",
        "(0,5,9) # p0&p5&p9",
        "( 0 , 5 , ) # p0&p5",
        "(\"temperature\",\"pressure\") # qtemperature&qpressure",
        "(89.5,12.0) # v89.5&v12.0",
        "[1,2] # p1 ; p2",
        "  [ 1 , 2 : 3 ]  # p1 ; p2 to p3",
        "1,2, # p1 ; p2",
        "[:] # _ to _",
        "[...] # ...",
        "..., 0 # ... ; p0",
        "[`2024-01-01T00:30:00+00:00`:`2024-01-01T02:00:00+00:00`] # q2024-01-01T00:30:00+00:00 to q2024-01-01T02:00:00+00:00",
        "2023-01-03T05:00:2023-01-03T10:00,-44.0:-45.0,-1.0:1.0,:\"pressure\" # t2023-01-03T05:00:00Z to t2023-01-03T10:00:00Z ; v-44.0 to v-45.0 ; v-1.0 to v1.0 ; _ to qpressure",
      })
  void parseReadsEverySelector(String text, String expected) {
    assertThat(shown(SliceParser.parse(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "[]", "[ ]", "()", "[()]", " [ ( ) ] "})
  void parseOfNothingHasNoSelectors(String text) {
    assertThat(SliceParser.parse(text).selectors()).isEmpty();
  }

  @Test
  void parseKeepsColumnsTextAndTheFormOfTimes() {
    assertThat(SliceParser.parse(" [1.50, 2023-01-01T05:00 02:00 : \"a\"\"b\" : 3, (x, 7), ...]"))
        .isEqualTo(
            new SliceExpression(
                List.of(
                    new Value(3, 1.5, "1.50"),
                    new Range(
                        9,
                        Optional.of(
                            new Time(
                                9,
                                Optional.of(
                                    new IsoTime(
                                        LocalDateTime.of(2023, 1, 1, 5, 0),
                                        Optional.of(ZoneOffset.ofHours(2)))),
                                "2023-01-01T05:00 02:00")),
                        Optional.of(new Text(34, "a\"b", true)),
                        Optional.of(new Position(43, 3))),
                    new TermList(46, List.of(new Text(47, "x", false), new Position(50, 7))),
                    new Ellipsis(54))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {
        "1,,2 # 3",
        ",1 # 1",
        "1 2 # 3",
        "[1 # 3",
        "1] # 2",
        "[1]] # 4",
        "[[1]] # 2",
        "1:2:3:4 # 6",
        "1::::2 # 4",
        "1:2:0 # 5",
        "1:2:-1 # 5",
        "::1.0 # 3",
        "::a # 3",
        "9223372036854775808 # 1",
        "-9223372036854775809 # 1",
        "1e999 # 1",
        "0,-1e400 # 3",
        "- # 2",
        "-inf # 2",
        "1e # 3",
        "1e+ # 4",
        "5abc # 2",
        "1.2.3 # 4",
        "0x10 # 2",
        "1_000 # 2",
        ". # 2",
        ".. # 2",
        ".... # 4",
        "...,... # 5",
        "2023-02-31 # 1",
        "0,2023-01-01T25:00 # 3",
        "2023-01-01T05:00:00.1234567891 # 1",
        "0,2023-01-01T05:00:00.12345678901 # 3",
        "2023-01 # 1",
        "0,20230101T05 # 3",
        "0,2023-001 # 3",
        "2023-W01-1T05:00:2023-01-04 # 1",
        "2023-01-01T5:00 # 1",
        "2023-1-1 # 1",
        "2023-01-01T05:00:00,000 # 20",
        "wind speed # 6",
        "wind!speed # 5",
        "'open # 6",
        "'a'b # 4",
        "\"a\"\" # 5",
        "(1 # 3",
        "(1,2 # 5",
        "(1:2) # 3",
        "((1)) # 2",
        "(...) # 3",
        "(,) # 2",
        "(),1 # 3",
        "1,() # 4",
        "(1 2) # 4",
        "(1)(2) # 4",
        "! # 1",
        "1;2 # 2",
        "{1} # 1",
        "\uD800 # 1",
        "٣ # 1",
      })
  void parseOfAWrongTextThrowsWithTheColumn(String text, int column) {
    SyntaxException fault =
        catchThrowableOfType(SyntaxException.class, () -> SliceParser.parse(text));
    assertThat(fault).isNotNull();
    assertThat(fault.code()).isEqualTo(ErrorCode.INVALID_SLICE);
    assertThat(fault.column()).as(fault.detail()).isEqualTo(column);
    assertThat(fault.members()).containsEntry("column", column).containsEntry("text", text);
    assertThat(fault.detail()).endsWith(".");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      value = {"5 # p5", " 1:2 # p1 to p2", "(1,2) # p1&p2", "... # ...", "'a,b' # qa,b"})
  void parseSelectorReadsOne(String text, String expected) {
    assertThat(shown(SliceParser.parseSelector(text))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '§',
      nullValues = "empty",
      value = {"1,2 # 2", "[1] # 1", "() # 2", "§§ # 1", "1 ] # 3"})
  void parseSelectorOfAnythingElseThrows(String text, int column) {
    assertThat(
            catchThrowableOfType(SyntaxException.class, () -> SliceParser.parseSelector(text))
                .column())
        .isEqualTo(column);
  }

  @Test
  void parseOfAControlCharacterNamesIt() {
    assertThat(catchThrowableOfType(SyntaxException.class, () -> SliceParser.parse("0,\u0000")))
        .hasMessageContaining("U+0000");
  }

  @Test
  void parseAtEveryLimitSucceeds() {
    String selectors = "0" + ",0".repeat(SliceParser.MAX_SELECTORS - 1);
    assertThat(SliceParser.parse(selectors).selectors()).hasSize(SliceParser.MAX_SELECTORS);
    String list = "(0" + ",0".repeat(SliceParser.MAX_TERMS - 1) + ")";
    assertThat(SliceParser.parse(list).selectors()).singleElement();
    String label = "a".repeat(SliceParser.MAX_LENGTH);
    assertThat(SliceParser.parse(label).selectors()).singleElement();
    String digits = "0." + "3".repeat(SliceParser.MAX_LENGTH - 2);
    assertThat(shown(SliceParser.parse(digits))).isEqualTo("v0.3333333333333333");
  }

  @Test
  void parseBeyondEveryLimitThrows() {
    List<String> texts =
        List.of(
            "0" + ",0".repeat(SliceParser.MAX_SELECTORS),
            "(0" + ",0".repeat(SliceParser.MAX_TERMS) + ")",
            " ".repeat(SliceParser.MAX_LENGTH + 1),
            "9".repeat(SliceParser.MAX_LENGTH),
            "1e" + "9".repeat(SliceParser.MAX_LENGTH - 2),
            "(".repeat(SliceParser.MAX_LENGTH),
            "2023-01-01T00:00:00." + "1".repeat(SliceParser.MAX_LENGTH - 20));
    for (String text : texts) {
      SyntaxException fault =
          catchThrowableOfType(SyntaxException.class, () -> SliceParser.parse(text));
      assertThat(fault).as(text.substring(0, 20)).isNotNull();
      assertThat(fault.detail()).hasSizeLessThan(300);
    }
  }
}
