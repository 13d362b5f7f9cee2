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
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The chart renders what Kubernetes takes and the server needs, and refuses what would not work. */
class ChartTest {
  private static final String HASH = "a".repeat(64);
  private static final String OPEN = "security: {open: true}\n";

  /** Sets of values, each with the kinds it adds to those that every release has. */
  private enum Values {
    OPEN_TO_ALL("security: {open: true}", ""),
    ONE_KEY("security: {apiKeys: [{name: ann, hash: " + HASH + "}]}", "Secret"),
    EXISTING_SECRET("security: {existingSecret: keys}", ""),
    TOKENS("security: {jwtIssuer: 'https://issuer.example.org'}", ""),
    INGRESS(
        """
        security: {existingSecret: keys}
        ingress:
          enabled: true
          className: nginx
          annotations: {nginx.ingress.kubernetes.io/proxy-body-size: "0"}
          hosts: [{host: arrays.example.org, path: /}]
          tls: [{secretName: arrays-tls, hosts: [arrays.example.org]}]
        """,
        "Ingress"),
    METRICS(
        """
        security: {existingSecret: keys}
        metrics:
          serviceMonitor:
            enabled: true
            labels: {release: prometheus}
            authorizationSecret: {name: scraper, key: key}
        """,
        "ServiceMonitor"),
    BARE(
        """
        security: {open: true}
        persistence: {enabled: false}
        networkPolicy: {enabled: false}
        podDisruptionBudget: {enabled: false}
        serviceAccount: {create: false}
        """,
        "-NetworkPolicy -PodDisruptionBudget -ServiceAccount"),
    EVERYTHING(
        """
        replicas: 1
        image: {repository: registry.example.org/hypertile, digest: "sha256:%1$s", pullPolicy: Always}
        imagePullSecrets: [{name: pull}]
        nameOverride: arrays
        config: {limits: {result: 16GB}, io: {memory: 256MB, threads: 8}, fairness: {heavy: 8}}
        extraConfig: {logging: {level: {root: warn}}}
        security:
          jwtIssuer: https://issuer.example.org
          apiKeys:
            - {name: ann, hash: "%1$s", scopes: [read, write], collections: ["w*"], expires: "2027-01-01T00:00:00Z"}
        persistence: {size: 1Ti, storageClass: fast, annotations: {backup: daily}}
        resources: {requests: {cpu: 2, memory: 8Gi}, limits: {memory: 16Gi}}
        shutdownSeconds: 60
        preStopSeconds: 10
        service: {type: LoadBalancer, port: 8000, annotations: {a: b}}
        ingress: {enabled: true, hosts: [{host: a.example.org}, {host: b.example.org, path: /arrays}]}
        metrics: {serviceMonitor: {enabled: true}}
        networkPolicy:
          from: [{podSelector: {matchLabels: {role: client}}}]
          egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]
        serviceAccount: {name: arrays, annotations: {a: b}}
        podAnnotations: {a: b}
        podLabels: {team: weather}
        nodeSelector: {disk: ssd}
        tolerations: [{key: arrays, operator: Exists}]
        affinity: {nodeAffinity: {}}
        topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: ScheduleAnyway}]
        priorityClassName: high
        extraEnv: [{name: TZ, value: UTC}]
        javaOptions: -Xlog:gc
        """
            .formatted(HASH),
        "Secret Ingress ServiceMonitor");

    private final String text;
    private final List<String> changes;

    Values(String text, String changes) {
      this.text = text;
      this.changes = changes.isEmpty() ? List.of() : List.of(changes.split(" "));
    }

    private List<String> kinds() {
      Stream<String> always =
          Stream.of(
              "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount", "ConfigMap", "Service",
              "Service", "StatefulSet", "Pod");
      return Stream.concat(
              always.filter(kind -> !changes.contains("-" + kind)),
              changes.stream().filter(change -> !change.startsWith("-")))
          .sorted()
          .toList();
    }
  }

  @Test
  void lintFindsNothing() {
    LintResult result = Chart.lint();
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void everyManifestFitsTheModelOfItsKind(Values values) throws IOException {
    Manifests manifests = Chart.render(values.text);
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
  void thePodIsRestricted(Values values) {
    Manifests manifests = Chart.render(values.text);
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
    Manifests manifests = Chart.render(Values.EVERYTHING.text);
    JsonElement secret =
        Chart.json(at(manifests.get("Secret"), "stringData/application.yml").getAsString());
    JsonElement key = at(secret, "hypertile/security/api-keys/0");
    assertThat(at(key, "hash").getAsString()).isEqualTo(HASH);
    assertThat(config(manifests).toString()).doesNotContain("api-keys").doesNotContain(HASH);
    assertKeysAreMounted(manifests, at(manifests.get("Secret"), "metadata/name").getAsString());
  }

  @Test
  void anExistingSecretIsMounted() {
    assertKeysAreMounted(Chart.render(Values.EXISTING_SECRET.text), "keys");
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
    JsonElement set = Chart.render(Values.EVERYTHING.text).get("StatefulSet");
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
    Manifests manifests = Chart.render(Values.METRICS.text);
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
    Manifests manifests = Chart.render(Values.EVERYTHING.text);
    JsonObject labels =
        at(manifests.get("StatefulSet"), "spec/template/metadata/labels").getAsJsonObject();
    for (String path :
        List.of(
            "StatefulSet:spec/selector/matchLabels",
            "Service:spec/selector",
            "PodDisruptionBudget:spec/selector/matchLabels",
            "NetworkPolicy:spec/podSelector/matchLabels")) {
      JsonElement selector =
          at(manifests.get(path.split(":")[0]), path.split(":")[1]);
      assertThat(labels.entrySet()).as(path).containsAll(selector.getAsJsonObject().entrySet());
      JsonElement test = at(manifests.get("Pod"), "metadata/labels");
      assertThat(test.getAsJsonObject().entrySet())
          .as(path)
          .doesNotContainSequence(selector.getAsJsonObject().entrySet());
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
    assertThatThrownBy(
            () -> Chart.render(Values.ONE_KEY.text.replace("{apiKeys", "{existingSecret: k, apiKeys")))
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
