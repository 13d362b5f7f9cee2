package io.hypertile.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of codes in the operator's guide. */
class TroubleshootingTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/docs/operating.md");

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z-]+)` \\| (\\d{3}) \\| \\S.*\\|$", Pattern.MULTILINE);

  @Test
  void everyCodeHasARowWithItsStatus() throws IOException {
    Map<String, Integer> rows =
        ROW.matcher(Files.readString(GUIDE))
            .results()
            .collect(
                Collectors.toMap(
                    (MatchResult row) -> row.group(1), row -> Integer.valueOf(row.group(2))));
    Map<String, Integer> codes =
        Arrays.stream(ErrorCode.values())
            .collect(Collectors.toMap(ErrorCode::text, HttpStatuses::of));
    assertThat(rows).containsExactlyInAnyOrderEntriesOf(codes);
  }
}
