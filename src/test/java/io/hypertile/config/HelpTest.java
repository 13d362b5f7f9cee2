package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HelpTest {
  private static String output(boolean asked, String... arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
      assertThat(Help.run(arguments, out)).isEqualTo(asked);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void helpListsEverySettingWithItsDefaultAndMeaning() {
    String help = output(true, "--server.port=1", "--help");
    assertThat(SettingNames.read().all()).hasSizeGreaterThan(30);
    for (SettingNames.Setting setting : SettingNames.read().all().values()) {
      String value = setting.byDefault().isEmpty() ? "" : "=" + setting.byDefault();
      assertThat(setting.description())
          .as(setting.name())
          .isNotEmpty()
          .doesNotContain("{@", "before that rate", "such a limit")
          .doesNotEndWith(" are");
      assertThat(help).contains("  --" + setting.shown() + value + "\n      ");
    }
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
    assertThat(help)
        .contains("--hypertile.storage.root=./data")
        .contains("--hypertile.stores.NAME.MEMBER")
        .contains("--hypertile.make-key")
        .contains("--hypertile.train")
        .contains("--server.port");
  }

  @Test
  void theVersionIsOneLine() {
    assertThat(output(true, "--version")).matches("Hypertile \\S+\n");
  }

  @Test
  void nothingIsPrintedUnlessItIsAskedFor() {
    assertThat(output(false, "--server.port=1")).isEmpty();
  }
}
