package io.hypertile.client.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.hypertile.client.PythonWheel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

class PythonSourcesTest {
  private static final Path BASE = Path.of(System.getProperty("hypertile.basedir", "."));
  private static final Path SOURCES = BASE.resolve("src/main/sdk/python");

  private static Map<String, byte[]> entries(PythonWheel wheel) throws IOException {
    Map<String, byte[]> found = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(wheel.bytes()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        found.put(entry.getName(), zip.readAllBytes());
      }
    }
    return found;
  }

  private static PythonWheel served() throws IOException {
    return PythonSources.wheel(new PathMatchingResourcePatternResolver());
  }

  private static String text(Map<String, byte[]> entries, String name) {
    return new String(entries.get(name), StandardCharsets.UTF_8);
  }

  @Test
  void recordHasTheDigestOfEveryOtherFile() throws Exception {
    Map<String, byte[]> entries = entries(served());
    String about =
        entries.keySet().stream().filter(n -> n.endsWith("/RECORD")).findFirst().orElseThrow();
    List<String> expected = new ArrayList<>();
    for (Map.Entry<String, byte[]> each : entries.entrySet()) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(each.getValue());
      String hash = Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
      expected.add(
          each.getKey().equals(about)
              ? about + ",,"
              : each.getKey() + ",sha256=" + hash + "," + each.getValue().length);
    }
    assertThat(text(entries, about).lines()).containsExactlyElementsOf(expected);
  }

  @Test
  void everyModuleOfTheSourcesIsServedAsItIs() throws IOException {
    Map<String, byte[]> entries = entries(served());
    List<String> modules = new ArrayList<>();
    try (var files = Files.list(SOURCES.resolve("hypertile"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = "hypertile/" + file.getFileName();
        modules.add(name);
        assertThat(entries.get(name)).as(name).isEqualTo(Files.readAllBytes(file));
      }
    }
    assertThat(modules).contains("hypertile/__init__.py", "hypertile/py.typed");
    assertThat(entries).hasSize(modules.size() + 4);
  }

  @Test
  void metadataIsThatOfTheProject() throws IOException {
    String project = Files.readString(SOURCES.resolve("pyproject.toml"));
    String pom = Files.readString(BASE.resolve("pom.xml"));
    PythonWheel wheel = served();
    String version = found(pom, "<artifactId>hypertile</artifactId>\\s*<version>(.*?)<").getFirst();
    assertThat(wheel.name()).isEqualTo("hypertile-" + version + "-py3-none-any.whl");
    assertThat(found(project, "(?m)^version = \"(.*)\"")).containsExactly(version);
    String init = Files.readString(SOURCES.resolve("hypertile/__init__.py"));
    assertThat(found(init, "(?m)^__version__ = \"(.*)\"")).containsExactly(version);
    String metadata = text(entries(wheel), "hypertile-" + version + ".dist-info/METADATA");
    assertThat(metadata)
        .contains("License-Expression: Apache-2.0\n")
        .endsWith(Files.readString(SOURCES.resolve("README.md")));
    List<String> needed = found(metadata, "(?m)^Requires-Dist: ([^;]+?)(?:; .*)?$");
    List<String> declared =
        found(project, "(?ms)^dependencies = \\[(.*?)\\]$.*?^\\[build-system\\]");
    assertThat(needed).contains("httpx>=0.27", "numpy>=1.26");
    for (String each : needed) {
      assertThat(project).contains('"' + each + '"');
    }
    for (String each : found(declared.getFirst(), "\"([^\"]*)\"")) {
      assertThat(needed).contains(each);
    }
    String entryPoint = found(project, "(?m)^hypertile = \"(.*:.*)\"").getFirst();
    assertThat(text(entries(wheel), "hypertile-" + version + ".dist-info/entry_points.txt"))
        .isEqualTo("[xarray.backends]\nhypertile = " + entryPoint + "\n");
  }

  private static List<String> found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }
}
