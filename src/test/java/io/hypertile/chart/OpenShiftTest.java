package io.hypertile.chart;

import static io.hypertile.chart.Manifests.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The chart's pods under the rules of OpenShift's {@code restricted-v2}, and contexts as values.
 */
class OpenShiftTest {
  private static String openShift() throws IOException {
    return Files.readString(Chart.DIRECTORY.resolve("openshift.yaml"));
  }

  private static List<JsonObject> pods(Manifests manifests) {
    return List.of(
        at(manifests.workload(), "spec/template/spec").getAsJsonObject(),
        at(manifests.get("Pod"), "spec").getAsJsonObject());
  }

  @ParameterizedTest
  @EnumSource
  void theDocumentedValuesAreTaken(ChartValues values) throws IOException {
    Manifests manifests = Chart.render(openShift() + values.text());
    for (JsonObject pod : pods(manifests)) {
      assertThat(RestrictedV2.refused(pod)).isEmpty();
      JsonObject context = at(pod, "securityContext").getAsJsonObject();
      assertThat(context.keySet()).doesNotContain("runAsUser", "runAsGroup", "fsGroup");
      assertThat(at(context, "runAsNonRoot").getAsBoolean()).isTrue();
      assertThat(at(context, "seccompProfile/type").getAsString()).isEqualTo("RuntimeDefault");
      JsonObject container = at(pod, "containers/0/securityContext").getAsJsonObject();
      assertThat(at(container, "capabilities/drop/0").getAsString()).isEqualTo("ALL");
      assertThat(at(container, "allowPrivilegeEscalation").getAsBoolean()).isFalse();
      assertThat(at(container, "readOnlyRootFilesystem").getAsBoolean()).isTrue();
    }
    Manifests.check(manifests.workload());
    Manifests.check(manifests.get("Pod"));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.INCLUDE, names = "OPEN_TO_ALL")
  void theUsualValuesNameAUserOfTheirOwn(ChartValues values) {
    for (JsonObject pod : pods(Chart.render(values.text()))) {
      assertThat(RestrictedV2.refused(pod)).containsExactlyInAnyOrder("runAsUser", "fsGroup");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          podSecurityContext: {runAsUser: null, fsGroup: 10001}   | fsGroup
          podSecurityContext: {runAsUser: null, fsGroup: null, seccompProfile: {type: Unconfined}} | seccompProfile
          securityContext: {runAsUser: 1}                         | hypertile/runAsUser
          securityContext: {privileged: true}                     | hypertile/privileged
          securityContext: {allowPrivilegeEscalation: true}       | hypertile/allowPrivilegeEscalation
          securityContext: {capabilities: {add: [SYS_ADMIN]}}     | hypertile/SYS_ADMIN
          extraVolumes: [{name: h, hostPath: {path: /}}]          | volumes/hostPath
          podSpec: {hostNetwork: true}                            | hostNetwork
          """)
  void valuesReachThePodAndTheRulesSeeThem(String values, String refused) throws IOException {
    String text = values.startsWith("podSecurityContext") ? values : openShift() + values;
    Manifests manifests = Chart.render("security: {open: true}\n" + text);
    assertThat(RestrictedV2.refused(pods(manifests).getFirst())).containsExactly(refused);
  }

  @Test
  void membersThatTheChartDoesNotKnowReachThePod() throws IOException {
    Manifests manifests =
        Chart.render(
            """
            security: {open: true}
            podSecurityContext: {supplementalGroups: [7], fsGroupChangePolicy: Always}
            securityContext: {seLinuxOptions: {level: s0}, readOnlyRootFilesystem: false}
            """);
    for (JsonObject pod : pods(manifests)) {
      assertThat(at(pod, "securityContext/supplementalGroups/0").getAsInt()).isEqualTo(7);
      assertThat(at(pod, "securityContext/fsGroupChangePolicy").getAsString()).isEqualTo("Always");
      assertThat(at(pod, "containers/0/securityContext/seLinuxOptions/level").getAsString())
          .isEqualTo("s0");
      assertThat(at(pod, "containers/0/securityContext/readOnlyRootFilesystem").getAsBoolean())
          .isFalse();
    }
    Manifests.check(manifests.workload());
  }

  @Test
  void theReadmeOfTheChartNamesEveryValue() throws IOException {
    String readme = Files.readString(Chart.DIRECTORY.resolve("README.md"));
    String values = Files.readString(Chart.DIRECTORY.resolve("values.yaml"));
    for (String name : Chart.json(values).getAsJsonObject().keySet()) {
      if (!List.of("replicas", "nameOverride", "fullnameOverride").contains(name)) {
        assertThat(readme).containsPattern("`" + name + "(\\.[a-zA-Z.*]+)?`");
      }
    }
  }
}
