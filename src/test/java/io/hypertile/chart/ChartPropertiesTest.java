package io.hypertile.chart;

import static io.hypertile.chart.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The settings that the chart names are settings of the server, and it can give all of them. */
class ChartPropertiesTest {
  private static final String METADATA = "META-INF/spring-configuration-metadata.json";

  /** What the chart sets itself, from other values. */
  private static final Set<String> OWN =
      Set.of(
          "hypertile.storage.root",
          "hypertile.security.open",
          "hypertile.security.api-keys",
          "hypertile.security.keys-file");

  @Test
  void theSchemaNamesTheSettingsOfTheServer() throws IOException {
    Set<String> offered = new TreeSet<>();
    JsonElement schema =
        JsonParser.parseString(Files.readString(Chart.DIRECTORY.resolve("values.schema.json")));
    leaves("hypertile", at(schema, "properties/config").getAsJsonObject(), offered);

    Set<String> settings = new TreeSet<>(properties());
    settings.removeIf(name -> !name.startsWith("hypertile.") || OWN.contains(name));
    assertThat(settings).as("settings of the server").isNotEmpty();
    assertThat(offered).as("members of `config` in values.schema.json").isEqualTo(settings);
  }

  @Test
  void everyRenderedSettingExists() throws IOException {
    Manifests manifests =
        Chart.render(
            """
            config:
              limits: {result: 16GB}
              io: {largest-slab: 8MB}
              storage: {open-files: 9}
              security: {sign-in: {client-id: hypertile, scopes: [openid, profile]}}
            security:
              jwtIssuer: https://issuer.example.org
              open: true
              apiKeys: [{name: ann, hash: %s, expires: "2027-01-01T00:00:00Z"}]
            """
                .formatted("b".repeat(64)));
    Set<String> rendered = new TreeSet<>();
    for (String text :
        Set.of(
            at(manifests.get("ConfigMap"), "data/application.yml").getAsString(),
            at(manifests.get("Secret"), "stringData/application.yml").getAsString())) {
      names("", Chart.json(text).getAsJsonObject(), rendered);
    }
    assertThat(rendered)
        .contains(
            "hypertile.limits.result",
            "hypertile.security.api-keys",
            "hypertile.security.open",
            "hypertile.security.sign-in.client-id");
    assertThat(properties()).containsAll(rendered);
  }

  private static void leaves(String name, JsonObject schema, Set<String> into) {
    if (!schema.has("properties")) {
      into.add(name);
      return;
    }
    for (Map.Entry<String, JsonElement> member :
        at(schema, "properties").getAsJsonObject().entrySet()) {
      leaves(name + "." + member.getKey(), member.getValue().getAsJsonObject(), into);
    }
  }

  private static void names(String prefix, JsonObject tree, Set<String> into) {
    for (Map.Entry<String, JsonElement> member : tree.entrySet()) {
      String name = prefix + member.getKey();
      if (member.getValue().isJsonObject()) {
        names(name + ".", member.getValue().getAsJsonObject(), into);
      } else {
        into.add(name);
      }
    }
  }

  /** The names in the metadata of the server and of Spring Boot. */
  private static Set<String> properties() throws IOException {
    Set<String> names = new TreeSet<>();
    ClassLoader loader = ChartPropertiesTest.class.getClassLoader();
    for (URL url : Collections.list(loader.getResources(METADATA))) {
      try (InputStream in = url.openStream()) {
        String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        JsonArray properties = at(JsonParser.parseString(text), "properties").getAsJsonArray();
        properties.forEach(property -> names.add(at(property, "name").getAsString()));
      }
    }
    return names;
  }
}
