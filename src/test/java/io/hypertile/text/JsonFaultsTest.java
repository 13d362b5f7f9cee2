package io.hypertile.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.hypertile.TestSeed;
import io.hypertile.error.ServiceException;
import io.hypertile.json.JsonReading;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

class JsonFaultsTest {
  private static final JsonMapper STRICT =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .build();

  private static ServiceException refusal(String text) {
    return assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> JsonReading.parse(text.getBytes(StandardCharsets.UTF_8)))
        .actual();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "[NaN] # 2 # JSON has no NaN; write NaN as null or \"NaN\"",
        "{\"a\": NaN} # 7 # JSON has no NaN; write NaN as null or \"NaN\"",
        "[1, -Infinity] # 5 # JSON has no infinity; write it as the text \"-Infinity\"",
        "[1, inf] # 5 # JSON has no infinity; write it as the text \"Infinity\"",
        "[True] # 2 # write true",
        "[None] # 2 # write null",
        "[1,] # 4 # a comma stands before ]; leave it out",
        "{\"a\": 1,} # 9 # a comma stands before }; leave it out",
        "[1 2] # 4 # a comma is missing before this",
        "{\"a\" 1} # 6 # a colon is missing after the name of a member",
        "{\"a\": 1 \"b\": 2} # 9 # a comma is missing before this",
        "{a: 1} # 2 # a member's name stands in double quotes",
        "{'a': 1} # 2 # a member's name stands in double quotes",
        "['a'] # 2 # a text stands in double quotes",
        "[abc] # 2 # the word \"abc\" is none of true, false and null; a text stands in double quotes",
        "[1, 2 # 6 # it ends before ] closes what began; it may be cut off",
        "{\"a\": # 6 # it ends where a value should stand; it may be cut off",
        "[\"abc # 2 # this double quote is not closed; it may be cut off",
        "[1} # 3 # } closes what [ began",
        "[,1] # 2 # a value is missing before ,",
        "[1,,2] # 4 # a value is missing before ,",
        "{\"a\": 1, \"a\": 2} # 10 # the member \"a\" is given twice; give it once",
        "[01] # 3 # a number has no zero in front of other digits",
        "[+1] # 2 # a number has no plus sign in front",
        "[.5] # 2 # a number has a digit before its point",
        "[1.] # 3 # a number has digits behind its point",
        "[1e] # 3 # a number has digits behind its exponent sign",
        "[0x10] # 3 # numbers are written in decimal digits",
        "[1_000] # 3 # digits of a number are not grouped",
        "[2023-01-01] # 6 # this is no number; a text stands in double quotes",
        "[1] // no # 5 # something follows its end",
        "/* a */ [1] # 1 # JSON has no comments; leave it out",
        "[\"a\\x\"] # 4 # a backslash stands before one of \" \\ / b f n r t, or u and four digits",
        "[\"\\u12g4\"] # 3 # a backslash stands before one of \" \\ / b f n r t, or u and four digits",
        "[1] [2] # 5 # something follows its end",
        "} # 1 # it begins with }",
        "😀 # 1 # \"😀\" begins no value",
        "[\"😀\", x] # 7 # the word \"x\" is none of true, false and null; a text stands in double quotes",
      })
  void faultHasItsPlaceAndSaysHowToMendIt(String text, int column, String reason) {
    ServiceException refusal = refusal(text);
    assertThat(refusal.detail())
        .isEqualTo(
            "The document cannot be read as JSON at line 1, column %d: %s."
                .formatted(column, reason));
    assertThat(refusal.members()).containsEntry("line", 1).containsEntry("column", column);
  }

  @Test
  void controlCharactersAndEmptyTextsAreNamed() {
    assertThat(refusal("\u001e{}").detail())
        .contains("column 1: lines are told apart by line feeds alone; leave the record separator");
    assertThat(refusal("[\"a\nb\"]").detail())
        .contains("line 1, column 4: a text holds U+000A; write it as \\u000a.");
    assertThat(refusal("").detail()).contains("line 1, column 1: it is empty.");
    assertThat(refusal(" \n\t").detail()).contains("line 2, column 2: it is empty.");
    assertThat(refusal("[1,\n\n x]").detail()).contains("line 3, column 2: the word \"x\"");
    assertThat(refusal("{\"a\": 1, \"\\u0061\": 2}").detail()).contains("a member is given twice");
    assertThat(refusal("[".repeat(65)).detail()).contains("more than is taken: 64 levels");
  }

  /** A text has a fault exactly if an ordinary parser refuses it. */
  @Test
  void textsThatAParserTakesHaveNoFault() {
    Random random = TestSeed.random();
    List<String> pieces =
        List.of(
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-1.5e3", "true", "null", " ",
            "\n", "NaN", "0", "01", "\"", "\\", "x", "-", ".", "\"\\n\"", "é");
    for (int round = 0; round < 200_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(1, 9); piece > 0; piece--) {
        text.append(pieces.get(random.nextInt(pieces.size())));
      }
      assertThat(JsonFaults.find(text.toString()).isEmpty())
          .as("%s", text)
          .isEqualTo(isTaken(text.toString()));
    }
  }

  private static boolean isTaken(String text) {
    try (tools.jackson.core.JsonParser parser = STRICT.createParser(text)) {
      tools.jackson.databind.JsonNode tree = STRICT.readTree(parser);
      return tree != null && !tree.isMissingNode() && parser.nextToken() == null;
    } catch (JacksonException e) {
      return false;
    }
  }
}
