package io.hypertile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** One licence, whole, and the same in everything that is handed out. */
class LicenceTest {
  /** SHA-256 of https://www.apache.org/licenses/LICENSE-2.0.txt. */
  private static final String OFFICIAL =
      "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30";

  @Test
  void theTextIsTheOfficialOne() throws Exception {
    byte[] text = Files.readAllBytes(Path.of("src/main/resources/META-INF/LICENSE"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
    assertThat(HexFormat.of().formatHex(digest)).isEqualTo(OFFICIAL);
  }

  @Test
  void theBuildTheChartAndThePackagesNameIt() throws IOException {
    assertThat(read("pom.xml")).contains("<name>Apache-2.0</name>");
    assertThat(read("helm/hypertile/Chart.yaml")).contains("artifacthub.io/license: Apache-2.0");
    assertThat(read("src/main/sdk/python/pyproject.toml")).contains("license = \"Apache-2.0\"");
    assertThat(read("src/main/sdk/python/wheel/METADATA"))
        .contains("License-Expression: Apache-2.0");
    assertThat(read("openapi/openapi.yaml")).contains("identifier: Apache-2.0");
    assertThat(read("openapi/sdk.yaml")).contains("identifier: Apache-2.0");
    assertThat(read("README.md")).contains("`Apache-2.0`", "(src/main/resources/META-INF/LICENSE)");
  }

  private static String read(String file) throws IOException {
    return Files.readString(Path.of(file));
  }
}
