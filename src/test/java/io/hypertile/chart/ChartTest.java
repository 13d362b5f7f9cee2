package io.hypertile.chart;

import static io.hypertile.chart.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The chart renders what Kubernetes takes and the server needs, and refuses what would not work.
 */
class ChartTest {
  private static final String OPEN = "security: {open: true}\n";

  @Test
  void lintFindsNothing() {
    LintResult result = Chart.lint();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyManifestFitsTheModelOfItsKind(ChartValues values) throws IOException {
    Manifests manifests = Chart.render(values.text());
    assertThat(manifests.kinds().stream().sorted().toList()).isEqualTo(values.kinds());
    for (JsonObject manifest : manifests.all()) {
      if (!manifest.get("kind").getAsString().equals("ServiceMonitor")) {
        Manifests.check(manifest);
      }
      assertThat(at(manifest, "metadata/name").getAsString()).matches("[a-z0-9-]{1,63}");
    }
  }

  @Test
  void theModelsRefuseAMemberThatKubernetesDoesNotKnow() {
    JsonObject set = Chart.render(OPEN).get("StatefulSet");
    at(set, "spec/template/spec/containers/0")
        .getAsJsonObject()
        .add("readynessProbe", new JsonObject());
    assertThatThrownBy(() -> Manifests.check(set)).hasMessageContaining("readynessProbe");
  }

  @ParameterizedTest
  @EnumSource
  void thePodIsRestricted(ChartValues values) {
    Manifests manifests = Chart.render(values.text());
    for (JsonElement pod :
        List.of(
            at(manifests.get("StatefulSet"), "spec/template/spec"),
            at(manifests.get("Pod"), "spec"))) {
      assertThat(at(pod, "securityContext/runAsNonRoot").getAsBoolean()).isTrue();
      assertThat(at(pod, "securityContext/runAsUser").getAsInt()).isEqualTo(10001);
      assertThat(at(pod, "securityContext/seccompProfile/type").getAsString())
          .isEqualTo("RuntimeDefault");
      assertThat(at(pod, "automountServiceAccountToken").getAsBoolean()).isFalse();
      JsonElement context = at(pod, "containers/0/securityContext");
      assertThat(at(context, "readOnlyRootFilesystem").getAsBoolean()).isTrue();
      assertThat(at(context, "allowPrivilegeEscalation").getAsBoolean()).isFalse();
      assertThat(at(context, "capabilities/drop/0").getAsString()).isEqualTo("ALL");
      assertThat(at(pod, "containers/0/resources/limits/memory").getAsString()).isNotBlank();
    }
  }

  @Test
  void probesAskTheHealthGroups() {
    JsonElement container =
        at(Chart.render(OPEN).get("StatefulSet"), "spec/template/spec/containers/0");
    assertThat(at(container, "livenessProbe/httpGet/path").getAsString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(at(container, "startupProbe/httpGet/path").getAsString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(at(container, "readinessProbe/httpGet/path").getAsString())
        .isEqualTo("/actuator/health/readiness");
  }

  @Test
  void thePodGetsMoreTimeThanTheServerTakesToEnd() {
    Manifests manifests = Chart.render(OPEN + "shutdownSeconds: 60\npreStopSeconds: 10\n");
    JsonElement pod = at(manifests.get("StatefulSet"), "spec/template/spec");
    assertThat(at(pod, "terminationGracePeriodSeconds").getAsInt()).isGreaterThan(60 + 10);
    assertThat(at(pod, "containers/0/lifecycle/preStop/exec/command/1").getAsString())
        .isEqualTo("10");
    assertThat(at(config(manifests), "spring/lifecycle/timeout-per-shutdown-phase").getAsString())
        .isEqualTo("60s");
  }

  @Test
  void keysStandInTheSecretAloneAndAreReadAtStart() {
    Manifests manifests = Chart.render(ChartValues.EVERYTHING.text());
    JsonElement secret =
        Chart.json(at(manifests.get("Secret"), "stringData/application.yml").getAsString());
    JsonElement key = at(secret, "hypertile/security/api-keys/0");
    assertThat(at(key, "hash").getAsString()).isEqualTo(ChartValues.HASH);
    assertThat(config(manifests).toString())
        .doesNotContain("api-keys")
        .doesNotContain(ChartValues.HASH);
    assertKeysAreMounted(manifests, at(manifests.get("Secret"), "metadata/name").getAsString());
  }

  @Test
  void anExistingSecretIsMounted() {
    assertKeysAreMounted(Chart.render(ChartValues.EXISTING_SECRET.text()), "keys");
  }

  private static void assertKeysAreMounted(Manifests manifests, String secret) {
    JsonElement pod = at(manifests.get("StatefulSet"), "spec/template/spec");
    JsonElement volume = named(at(pod, "volumes"), "keys");
    assertThat(at(volume, "secret/secretName").getAsString()).isEqualTo(secret);
    JsonElement container = at(pod, "containers/0");
    String path = at(named(at(container, "volumeMounts"), "keys"), "mountPath").getAsString();
    JsonElement places = named(at(container, "env"), "SPRING_CONFIG_ADDITIONAL_LOCATION");
    assertThat(at(places, "value").getAsString()).contains("file:" + path + "/");
  }

  @Test
  void theStorageLiesOnTheVolume() {
    JsonElement set = Chart.render(ChartValues.EVERYTHING.text()).get("StatefulSet");
    JsonElement container = at(set, "spec/template/spec/containers/0");
    String path = at(named(at(container, "volumeMounts"), "data"), "mountPath").getAsString();
    assertThat(at(named(at(container, "env"), "HYPERTILE_STORAGE_ROOT"), "value").getAsString())
        .startsWith(path + "/");
    JsonElement claim = at(set, "spec/volumeClaimTemplates/0");
    assertThat(at(claim, "metadata/name").getAsString()).isEqualTo("data");
    assertThat(at(claim, "spec/resources/requests/storage").getAsString()).isEqualTo("1Ti");
    assertThat(at(claim, "spec/storageClassName").getAsString()).isEqualTo("fast");
  }

  @Test
  void metricsAreReadOncePerPodWithAKey() {
    Manifests manifests = Chart.render(ChartValues.METRICS.text());
    JsonObject monitor = manifests.get("ServiceMonitor");
    assertThat(monitor.get("apiVersion").getAsString()).isEqualTo("monitoring.coreos.com/v1");
    assertThat(at(monitor, "metadata/labels/release").getAsString()).isEqualTo("prometheus");
    assertThat(at(monitor, "spec/endpoints/0/path").getAsString())
        .isEqualTo("/actuator/prometheus");
    assertThat(at(monitor, "spec/endpoints/0/authorization/credentials/name").getAsString())
        .isEqualTo("scraper");
    assertThat(at(monitor, "spec").getAsJsonObject().keySet())
        .containsExactlyInAnyOrder("selector", "endpoints");
    JsonObject wanted = at(monitor, "spec/selector/matchLabels").getAsJsonObject();
    long read =
        manifests.all().stream()
            .filter(manifest -> manifest.get("kind").getAsString().equals("Service"))
            .map(service -> at(service, "metadata/labels").getAsJsonObject().entrySet())
            .filter(labels -> labels.containsAll(wanted.entrySet()))
            .count();
    assertThat(read).isEqualTo(1);
  }

  @Test
  void everySelectorFindsThePod() {
    Manifests manifests = Chart.render(ChartValues.EVERYTHING.text());
    JsonObject labels =
        at(manifests.get("StatefulSet"), "spec/template/metadata/labels").getAsJsonObject();
    for (String path :
        List.of(
            "StatefulSet:spec/selector/matchLabels",
            "Service:spec/selector",
            "PodDisruptionBudget:spec/selector/matchLabels",
            "NetworkPolicy:spec/podSelector/matchLabels")) {
      JsonElement selector = at(manifests.get(path.split(":")[0]), path.split(":")[1]);
      assertThat(labels.entrySet()).as(path).containsAll(selector.getAsJsonObject().entrySet());
      JsonElement test = at(manifests.get("Pod"), "metadata/labels");
      assertThat(
              test.getAsJsonObject().entrySet().containsAll(selector.getAsJsonObject().entrySet()))
          .as(path)
          .isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 2                                                | replicas
          replica: 1                                                 | replica
          config: {limits: {results: 1GB}}                           | results
          config: {security: {open: true}}                           | open
          extraConfig: {hypertile: {}}                               | hypertile
          security: {apiKeys: [{name: a, hash: abc}]}                | hash
          security: {apiKeys: [{name: a, key: abc}]}                 | key
          persistence: {accessModes: [ReadWriteMany]}                | accessModes
          ingress: {enabled: true}                                   | hosts
          service: {port: 70000}                                     | port
          extraConfig: {server: {port: 9000}}                        | port
          extraConfig: {management: {server: {port: 9001}}}          | server
          podSecurityContext: {runAsUser: root}                      | runAsUser
          securityContext: {privileged: 1}                           | privileged
          extraVolumes: [{emptyDir: {}}]                             | name
          extraVolumeMounts: [{name: a}]                             | mountPath
          podSpec: {containers: []}                                  | containers
          shutdownSeconds: 0                                         | shutdownSeconds
          resources: {limits: {memory: lots}}                        | memory
          """)
  void valuesThatCannotWorkAreRefused(String values, String member) {
    String text = values.startsWith("security") ? values : OPEN + values;
    assertThatThrownBy(() -> Chart.render(text)).hasMessageContaining(member);
  }

  @Test
  void aServerThatWouldNotStartIsNotRendered() {
    assertThatThrownBy(() -> Chart.render("{}")).hasMessageContaining("--hypertile.make-key");
    assertThatThrownBy(() ->
            Chart.render(
                ChartValues.ONE_KEY.text().replace("{apiKeys", "{existingSecret: k, apiKeys")))
        .hasMessageContaining("not both");
  }

  private static JsonElement config(Manifests manifests) {
    return Chart.json(at(manifests.get("ConfigMap"), "data/application.yml").getAsString());
  }

  private static JsonElement named(JsonElement list, String name) {
    JsonArray items = list.getAsJsonArray();
    return StreamSupport.stream(items.spliterator(), false)
        .filter(item -> at(item, "name").getAsString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + items));
  }
}
