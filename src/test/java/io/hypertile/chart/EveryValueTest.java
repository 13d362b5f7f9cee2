package io.hypertile.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every value of the schema stands in values.yaml, is set by a test, and does something. */
class EveryValueTest {
  /** Values that the sets of the other tests leave as they are. */
  private static final List<String> REST =
      List.of(
          """
          security: {open: true}
          image: {tag: "1.2"}
          fullnameOverride: arrays
          persistence:
            accessModes: [ReadWriteOncePod]
            retention: {whenDeleted: Delete, whenScaled: Delete}
          probes:
            startupFailureThreshold: 7
            liveness: {periodSeconds: 11, timeoutSeconds: 6, failureThreshold: 7, initialDelaySeconds: 8}
            readiness: {periodSeconds: 12, timeoutSeconds: 9, failureThreshold: 8, initialDelaySeconds: 9}
          metrics:
            serviceMonitor: {enabled: true, interval: 11s, authorizationSecret: {name: scraper, key: other}}
          podDisruptionBudget: {maxUnavailable: 0}
          podSecurityContext:
            runAsNonRoot: false
            runAsUser: 7
            runAsGroup: 8
            fsGroup: 9
            fsGroupChangePolicy: Always
          securityContext:
            allowPrivilegeEscalation: true
            privileged: true
            readOnlyRootFilesystem: false
            capabilities: {drop: [NET_RAW], add: [CHOWN]}
          """,
          "{replicas: 0, security: {open: true}, persistence: {existingClaim: mine}}");

  /** Helm's own, and the members of settings, which ChartPropertiesTest has. */
  private static final Set<String> OTHERS = Set.of("global", "config", "extraConfig", "podSpec");

  private static JsonObject read(String file) throws IOException {
    return Chart.json(Files.readString(Chart.DIRECTORY.resolve(file))).getAsJsonObject();
  }

  private static Set<String> schema() throws IOException {
    String text = Files.readString(Chart.DIRECTORY.resolve("values.schema.json"));
    Set<String> names = new TreeSet<>();
    leaves("", JsonParser.parseString(text).getAsJsonObject(), names);
    return names;
  }

  private static void leaves(String name, JsonObject schema, Set<String> into) {
    if (OTHERS.contains(name)) {
      return;
    }
    if (!schema.has("properties")) {
      into.add(name);
      return;
    }
    schema.getAsJsonObject("properties").entrySet().stream()
        .filter(member -> member.getValue().isJsonObject())
        .forEach(member -> {
          String inner = name.isEmpty() ? member.getKey() : name + "/" + member.getKey();
          leaves(inner, member.getValue().getAsJsonObject(), into);
        });
  }

  private static List<JsonObject> sets() {
    List<String> texts = new ArrayList<>(REST);
    for (ChartValues values : ChartValues.values()) {
      texts.add(values.text());
    }
    return texts.stream().map(text -> Chart.json(text).getAsJsonObject()).toList();
  }

  private static Optional<JsonElement> find(JsonElement from, String name) {
    JsonElement here = from;
    for (String step : name.split("/")) {
      here = here != null && here.isJsonObject() ? here.getAsJsonObject().get(step) : null;
    }
    return Optional.ofNullable(here);
  }

  @Test
  void theValuesFileNamesEveryValueOfTheSchema() throws IOException {
    JsonObject values = read("values.yaml");
    Set<String> unnamed = new TreeSet<>(schema());
    unnamed.removeIf(name -> find(values, name).isPresent());
    // Members that Kubernetes knows and the chart gives no default.
    unnamed.removeIf(name ->
        name.matches(
            "probes/.*/initialDelaySeconds|securityContext/capabilities/add|httpRoute/timeouts/.*"));
    assertThat(unnamed).isEmpty();
  }

  @Test
  void everyValueDoesSomething() throws IOException {
    List<JsonObject> sets = sets();
    Map<String, String> idle = new TreeMap<>();
    for (String name : schema()) {
      List<JsonObject> with = sets.stream().filter(set -> find(set, name).isPresent()).toList();
      if (with.isEmpty()) {
        idle.put(name, "set by no test");
      } else if (with.stream().noneMatch(set -> changes(set, name))) {
        idle.put(name, "changes nothing");
      }
    }
    assertThat(idle).isEmpty();
  }

  /** Whether what is rendered is other than without the value, or cannot be rendered without. */
  private static boolean changes(JsonObject set, String name) {
    JsonObject without = set.deepCopy();
    int last = name.lastIndexOf('/');
    JsonElement holder = last < 0 ? without : find(without, name.substring(0, last)).orElseThrow();
    holder.getAsJsonObject().remove(name.substring(last + 1));
    Gson gson = new Gson();
    Manifests with = Chart.render(gson.toJson(set));
    try {
      return !Chart.render(gson.toJson(without)).all().equals(with.all());
    } catch (RuntimeException refused) {
      return true;
    }
  }
}
