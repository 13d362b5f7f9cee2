package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every request of Deker's protocol has a row in {@code src/docs/deker.md} with tests. */
class DekerDocTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final int REQUESTS = 16;
  private static final Pattern TEST = Pattern.compile("`(DekerProtocolTest)#(\\w+)`");

  private static List<String> rows(String kind) throws IOException {
    return Files.readAllLines(BASE.resolve("src/docs/deker.md")).stream()
        .filter(line -> line.matches("\\| " + kind + "\\d+ \\|.*"))
        .toList();
  }

  @Test
  void everyRequestHasARow() throws IOException {
    assertThat(rows("R").stream().map(row -> row.split("\\|", -1)[1].strip()).toList())
        .isEqualTo(IntStream.rangeClosed(1, REQUESTS).mapToObj(n -> "R" + n).toList());
    assertThat(rows("E")).isNotEmpty();
  }

  @Test
  void everyRowHasTestsThatAreThere() throws IOException {
    String source =
        Files.readString(
            BASE.resolve("src/test/java/io/hypertile/deker/web/DekerProtocolTest.java"));
    for (String row : rows("[RE]")) {
      List<String> tests = new ArrayList<>();
      Matcher test = TEST.matcher(row);
      while (test.find()) {
        tests.add(test.group(2));
        assertThat(source).as(row).contains("  void " + test.group(2) + "(");
      }
      assertThat(tests).as(row).isNotEmpty();
    }
  }
}
