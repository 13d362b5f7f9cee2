package io.hypertile.chart;

import static io.hypertile.chart.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
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
      if (!Set.of("ServiceMonitor", "PrometheusRule", "HTTPRoute")
          .contains(manifest.get("kind").getAsString())) {
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
        List.of(at(manifests.workload(), "spec/template/spec"), at(manifests.get("Pod"), "spec"))) {
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
  void keysStandInTheSecretAloneAndAreMounted() {
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
    JsonElement file = named(at(container, "env"), "HYPERTILE_SECURITY_KEYSFILE");
    assertThat(at(file, "value").getAsString()).isEqualTo(path + "/application.yml");
    // The kubelet replaces what is mounted as a directory; a subPath would stay as it was.
    assertThat(named(at(container, "volumeMounts"), "keys").toString()).doesNotContain("subPath");
  }

  @Test
  void aRouteLeadsFromTheGatewaysToTheService() {
    Manifests manifests = Chart.render(ChartValues.HTTP_ROUTE.text());
    JsonObject route = manifests.get("HTTPRoute");
    assertThat(route.get("apiVersion").getAsString()).isEqualTo("gateway.networking.k8s.io/v1");
    assertThat(at(route, "spec/parentRefs/0"))
        .isEqualTo(Chart.json("{name: public, namespace: gateways, sectionName: https}"));
    assertThat(at(route, "spec/hostnames/0").getAsString()).isEqualTo("arrays.example.org");
    JsonElement rule = at(route, "spec/rules/0");
    assertThat(at(rule, "matches/0/path"))
        .isEqualTo(Chart.json("{type: PathPrefix, value: /arrays}"));
    assertThat(at(rule, "timeouts")).isEqualTo(Chart.json("{request: 600s, backendRequest: 10m}"));
    JsonElement service = manifests.get("Service");
    assertThat(at(rule, "backendRefs/0/name")).isEqualTo(at(service, "metadata/name"));
    assertThat(at(rule, "backendRefs/0/port").getAsDouble())
        .isEqualTo(at(service, "spec/ports/0/port").getAsDouble());
  }

  @Test
  void theCertificateIsMountedAsADirectoryAndProbesFollow() {
    Manifests manifests = Chart.render(ChartValues.TLS.text());
    JsonElement pod = at(manifests.get("StatefulSet"), "spec/template/spec");
    assertThat(at(named(at(pod, "volumes"), "tls"), "secret/secretName").getAsString())
        .isEqualTo("certificate");
    JsonElement mount = named(at(pod, "containers/0/volumeMounts"), "tls");
    assertThat(mount.toString()).doesNotContain("subPath");
    String path = at(mount, "mountPath").getAsString();
    JsonElement config = config(manifests);
    String bundle = at(config, "server/ssl/bundle").getAsString();
    JsonElement files = at(config, "spring/ssl/bundle/pem/" + bundle + "/keystore");
    assertThat(at(files, "certificate").getAsString()).isEqualTo(path + "/tls.crt");
    assertThat(at(files, "private-key").getAsString()).isEqualTo(path + "/tls.key");
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      assertThat(at(pod, "containers/0/" + probe + "/httpGet/scheme").getAsString())
          .isEqualTo("HTTPS");
    }
    JsonElement endpoint = at(manifests.get("ServiceMonitor"), "spec/endpoints/0");
    assertThat(at(endpoint, "scheme").getAsString()).isEqualTo("https");
    assertThat(at(endpoint, "tlsConfig/serverName").getAsString()).isEqualTo("arrays.example.org");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          security: {open: true}                                                    |
          security: {jwtIssuer: 'https://id.example.org/realms/a'}                  | 443
          security: {jwtIssuer: 'https://id.example.org:8443/realms/a'}             | 8443
          extraConfig: {spring: {security: {oauth2: {resourceserver: {jwt: {issuer-uri: 'http://id:8080/a'}}}}}} | 8080
          config: {stores: {a: {url: 's3://b/c'}, d: {url: 'https://e.example.org/f'}}} | 443
          config: {stores: {a: {url: 's3://b/c', endpoint: 'http://minio:9000'}}}   | 9000
          config: {stores: {a: {url: 'http://plain.example.org/z'}}}                | 80
          config: {stores: {a: {url: 'file:///data'}, b: {url: 'memory:'}}}         |
          extraConfig: {management: {opentelemetry: {enabled: true, tracing: {export: {otlp: {endpoint: 'http://collector:4318/v1/traces'}}}}}} | 4318
          extraConfig: {management: {opentelemetry: {enabled: false, tracing: {export: {otlp: {endpoint: 'http://collector:4318/v1/traces'}}}}}} |
          extraConfig: {management: {otlp: {metrics: {export: {enabled: true, url: 'https://collector:4319/v1/metrics'}}}}} | 4319
          """)
  void theServerMayReachWhatItsSettingsName(String values, String port) {
    String text = values.startsWith("security") ? values : OPEN + values;
    JsonArray egress = at(Chart.render(text).get("NetworkPolicy"), "spec/egress").getAsJsonArray();
    assertThat(at(egress, "0/ports/0/port").getAsInt()).isEqualTo(53);
    if (port == null) {
      assertThat(egress).hasSize(1);
    } else {
      assertThat(egress).hasSize(2);
      assertThat(at(egress, "1/ports").getAsJsonArray()).hasSize(1);
      assertThat(at(egress, "1/ports/0/port").getAsInt()).isEqualTo(Integer.parseInt(port));
    }
  }

  @Test
  void furtherRulesComeBesideThoseOfTheSettings() {
    String more = "networkPolicy: {extraEgress: [{ports: [{port: 9, protocol: TCP}]}]}\n";
    JsonElement egress = at(Chart.render(OPEN + more).get("NetworkPolicy"), "spec/egress");
    assertThat(egress.getAsJsonArray()).hasSize(2);
    assertThat(at(egress, "1/ports/0/port").getAsInt()).isEqualTo(9);
  }

  @Test
  void nothingIsInventedAboutWhereTheProjectLives() throws IOException {
    assertThat(Files.readString(Chart.DIRECTORY.resolve("Chart.yaml")))
        .doesNotContain("\nhome:", "\nsources:", "://")
        .contains("\nicon: data:image/svg+xml;base64,");
    assertThat(Files.readString(Chart.DIRECTORY.resolve("README.md")))
        .contains("No image is published", "docker build", "docker push");
  }

  @Test
  void changedKeysDoNotRollThePod() {
    String other = ChartValues.ONE_KEY.text().replace("ann", "bob");
    assertThat(Chart.render(other).get("StatefulSet"))
        .isEqualTo(Chart.render(ChartValues.ONE_KEY.text()).get("StatefulSet"));
    assertThat(Chart.render(other).get("Secret"))
        .isNotEqualTo(Chart.render(ChartValues.ONE_KEY.text()).get("Secret"));
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
  void serversOnAStoreKeepNothingAndAreReplacedOneByOne() {
    Manifests manifests = Chart.render(ChartValues.OBJECT.text());
    JsonObject deployment = manifests.get("Deployment");
    assertThat(at(deployment, "spec/replicas").getAsInt()).isEqualTo(3);
    assertThat(at(deployment, "spec/strategy/rollingUpdate/maxUnavailable").getAsInt()).isZero();
    JsonElement pod = at(deployment, "spec/template/spec");
    assertThat(at(named(at(pod, "volumes"), "data"), "emptyDir/sizeLimit").getAsString())
        .isEqualTo("10Gi");
    assertThat(deployment.toString()).doesNotContain("persistentVolumeClaim");
    assertThat(at(pod, "containers/0/lifecycle/preStop/exec/command/1").getAsString())
        .isEqualTo("5");
    assertThat(at(pod, "terminationGracePeriodSeconds").getAsInt()).isGreaterThan(30 + 5);
    JsonArray spread = at(pod, "topologySpreadConstraints").getAsJsonArray();
    assertThat(spread).hasSize(2);
    JsonElement labels = at(deployment, "spec/selector/matchLabels");
    assertThat(at(spread, "0/labelSelector/matchLabels")).isEqualTo(labels);
    assertThat(at(deployment, "spec/template/metadata/labels").getAsJsonObject().entrySet())
        .containsAll(labels.getAsJsonObject().entrySet());
    assertThat(at(manifests.get("PodDisruptionBudget"), "spec/maxUnavailable").getAsInt())
        .isEqualTo(1);
    assertThat(at(config(manifests), "hypertile/root/store").getAsString()).isEqualTo("lake");
  }

  @Test
  void theNumberOfServersIsTheAutoscalersAlone() {
    Manifests manifests = Chart.render(ChartValues.OBJECT_SCALED.text());
    JsonObject deployment = manifests.get("Deployment");
    assertThat(at(deployment, "spec").getAsJsonObject().has("replicas")).isFalse();
    JsonObject scaler = manifests.get("HorizontalPodAutoscaler");
    assertThat(at(scaler, "spec/scaleTargetRef/name")).isEqualTo(at(deployment, "metadata/name"));
    assertThat(at(scaler, "spec/minReplicas").getAsInt()).isEqualTo(3);
    assertThat(at(scaler, "spec/maxReplicas").getAsInt()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          config: {}                                                             | needs config.root.store
          persistence: {existingClaim: mine}                                     | existingClaim
          config: {storage: {shared: true}, root: {store: a}}                    | config.storage.shared
          config: {backup: {directory: /b}, root: {store: a}}                    | config.backup.directory
          config: {demo: true, root: {store: a}}                                 | config.demo
          config: {stores: {a: {url: 'memory:'}}, root: {store: a}}              | config.stores.a.url
          config: {stores: {a: {url: 'file:///a'}}, root: {store: b}}            | config.stores.a.url
          autoscaling: {enabled: true, minReplicas: 5, maxReplicas: 4}           | above autoscaling.maxReplicas
          cacheVolume: {size: lots}                                              | size
          mode: objects                                                          | mode
          """)
  void settingsThatDoNotSurviveReplicasAreRefused(String values, String reason) {
    String text = "mode: object\n" + OPEN + "config: {root: {store: a}}\n";
    String key = values.substring(0, values.indexOf(':'));
    String kept = text.replaceAll("(?m)^" + key + ":.*\n", "");
    assertThatThrownBy(() -> Chart.render(kept + values)).hasMessageContaining(reason);
  }

  @Test
  void filesThatAllServersReadMayStandBeside() {
    String values = "{a: {url: 'file:///a', read-only: true}, b: {url: 's3://b-1'}}";
    Chart.render("mode: object\n" + OPEN + "config: {root: {store: b}, stores: " + values + "}\n");
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
          autoscaling: {enabled: true}                               | mode=object
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
          resources: {requests: {memory: 5Gi}}                       | above resources.limits.memory (4Gi)
          resources: {requests: {memory: 4296M}}                     | above resources.limits.memory (4Gi)
          resources: {limits: {memory: 2147483647}}                  | above resources.limits.memory
          service: {loadBalancerSourceRanges: [192.0.2.0/24]}        | type=LoadBalancer
          service: {loadBalancerSourceRanges: [everybody]}           | loadBalancerSourceRanges
          httpRoute: {enabled: true}                                 | parentRefs
          httpRoute: {path: arrays}                                  | path
          httpRoute: {timeouts: {request: 10 minutes}}               | request
          tls: {secret: a}                                           | secret
          networkPolicy: {extraEgress: [all]}                        | extraEgress
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
