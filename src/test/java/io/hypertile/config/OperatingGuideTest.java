package io.hypertile.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table of settings in the operator's guide. */
class OperatingGuideTest {
  private static final Path GUIDE =
      Path.of(System.getProperty("hypertile.basedir", "."), "src/docs/operating.md");

  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(hypertile\\.[a-z0-9.-]+)` \\| (\\w+) \\| (?:`([^`]*)` )?\\| \\S.*\\|$",
          Pattern.MULTILINE);

  private static final Map<String, String> TYPES =
      Map.of(
          "java.lang.Boolean", "boolean",
          "java.lang.Integer", "integer",
          "java.lang.Double", "number",
          "java.lang.String", "text",
          "java.nio.file.Path", "path",
          "java.time.Duration", "duration",
          "org.springframework.util.unit.DataSize", "size");

  /** What the table says of a setting. */
  private record Setting(String type, String byDefault) {}

  @Test
  void everySettingHasARowWithItsTypeAndDefault() throws IOException {
    Map<String, Setting> rows = new TreeMap<>();
    for (MatchResult row : ROW.matcher(Files.readString(GUIDE)).results().toList()) {
      String byDefault = row.group(3) == null ? "" : row.group(3);
      rows.put(row.group(1), new Setting(row.group(2), byDefault));
    }
    assertThat(rows).containsExactlyInAnyOrderEntriesOf(settings());
  }

  private static Map<String, Setting> settings() throws IOException {
    Map<String, Setting> settings = new TreeMap<>();
    ClassLoader loader = OperatingGuideTest.class.getClassLoader();
    for (String name :
        new String[] {
          "META-INF/spring-configuration-metadata.json",
          "META-INF/additional-spring-configuration-metadata.json"
        }) {
      for (URL url : Collections.list(loader.getResources(name))) {
        try (InputStream in = url.openStream()) {
          for (JsonNode property : JsonMapper.builder().build().readTree(in).path("properties")) {
            if (property.path("name").asString().startsWith("hypertile.")) {
              settings.put(property.path("name").asString(), setting(property));
            }
          }
        }
      }
    }
    return settings;
  }

  private static Setting setting(JsonNode property) {
    String type = property.path("type").asString();
    String shown =
        type.startsWith("java.util.List<")
            ? "list"
            : type.startsWith("java.util.Map<") ? "map" : TYPES.getOrDefault(type, type);
    JsonNode byDefault = property.path("defaultValue");
    return new Setting(shown, byDefault.isMissingNode() ? "" : byDefault.asString());
  }
}
